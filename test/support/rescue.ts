import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientOptions } from './aws.ts';
import { videoFiles } from './deletion.ts';
import { ask } from './graphql.ts';
import type { Person } from './people.ts';
import { rowsOf, videoRow, type Row } from './rows.ts';
import type { Outputs } from './stack.ts';
import { sweep } from './sweeping.ts';
import { stackOutput } from './tables.ts';

/*
 * What owners and the sweeper do with videos that broke off on their way. An operator puts these where they are: with jobs,
 * parts and outputs that are to be cleared away.
 */

const OF_THE_SERVICE = { code: 'TRANSCODE_FAILED', message: 'Why.', retryable: true };
const BY_ITS_OWNER = { code: 'CANCELED', message: 'The upload was canceled.', retryable: false };

/** A video that somebody must come back to, sent in parts, with a job and an output. @returns its id */
export async function broken(outputs: Outputs, owner: Person, changes: Row): Promise<string> {
  const rows = await rowsOf(outputs);
  const id = `broken-${randomUUID()}`;
  const atWork = { jobId: 'lost-job', done: undefined, publishedAt: undefined };
  const { upload, ...row } = videoRow({ id, ownerId: owner.sub, ...atWork, ...changes });
  const sentInParts = { ...(upload as Row), method: 'MULTIPART', uploadId: 'of-no-upload', partCount: 2 };
  await rows.put('Videos', { ...row, upload: sentInParts, open: 'OPEN#0', leaseUntil: 1 });
  rows.close();
  await (await videoFiles(outputs)).write(id, 'left.cmfv');
  return id;
}

/** Cancels an upload whose job may be at work. */
export async function cancelBroken(outputs: Outputs, owner: Person): Promise<void> {
  const id = await broken(outputs, owner, { status: 'PROCESSING' });
  await ask(outputs, owner, 'mutation($id: ID!) { cancelUpload(videoId: $id) { id } }', { id });
}

/** Begins a video again of which something is left. */
export async function retryBroken(outputs: Outputs, owner: Person): Promise<void> {
  const id = await failed(outputs, owner);
  await ask(outputs, owner, 'mutation($id: ID!) { retryProcessing(id: $id) { id } }', { id });
}

/** A video that may be begun again, and fails again, and soon: its file is none. @returns its id */
export async function failed(outputs: Outputs, owner: Person): Promise<string> {
  const Key = `sources/${randomUUID()}/source`;
  await new S3Client({ ...awsClientOptions(outputs), forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: await stackOutput(outputs, 'UploadBucketName'), Key, Body: 'no video' }),
  );
  return broken(outputs, owner, { status: 'FAILED', failure: OF_THE_SERVICE, pinnedKey: Key });
}

/** The sweeper comes to an upload that is awaited, to a video whose job is lost and to one that was canceled. */
export async function sweepBroken(outputs: Outputs, owner: Person): Promise<void> {
  for (const changes of [
    { status: 'AWAITING_UPLOAD' },
    { status: 'PROCESSING', split: false, updatedAt: '2020-01-01T00:00:00.000Z' },
    { status: 'FAILED', failure: BY_ITS_OWNER },
  ])
    await broken(outputs, owner, changes);
  await sweep(outputs);
}
