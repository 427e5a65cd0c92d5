import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { progressOf } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { answering, ID, NOW, silent, videoRow, type TestTable, type WireRequest } from '../shared/testing.ts';
import type { JobDetail } from './job-event.ts';
import { applyJobEvent } from './job-events.ts';

/*
 * For tests alone: the world that job events arrive in, but for the table, which is a real one.
 */

export const CLAIMED = videoRow({
  status: 'UPLOADED',
  version: 2,
  attempt: 1,
  sourceEtag: 'etag',
  posterToken: 'token',
  open: 'OPEN#0',
  leaseUntil: NOW + 1_000,
});

export interface World {
  hear(detail: JobDetail, again?: boolean): Promise<void>;
  /** Status, progress and version of each publication. */
  told(): unknown[];
  readonly published: VideoRow[];
  /** Keys in the bucket of outputs. */
  readonly outputs: Set<string>;
  /** What MediaConvert says of its jobs. */
  readonly jobs: Map<string, string>;
  /** Looks that were sent: the video, and the delay in seconds. */
  readonly looks: unknown[];
  /** Keys that were tagged, and how. */
  readonly tagged: string[];
  /** Services that are out of order. */
  readonly away: Set<'AppSync' | 'S3' | 'SQS'>;
}

export function createWorld(videos: TestTable): World {
  const world = {
    published: [] as VideoRow[],
    outputs: new Set<string>(),
    jobs: new Map<string, string>(),
    looks: [] as unknown[],
    tagged: [] as string[],
    away: new Set<'AppSync' | 'S3' | 'SQS'>(),
  };
  const isHere = (service: 'AppSync' | 'S3' | 'SQS') => {
    if (world.away.has(service)) throw new Error(`${service} is away`);
  };
  const s3 = new S3Client(
    answering((request) => {
      isHere('S3');
      return answerOfS3(world, request);
    }),
  );
  const apply = applyJobEvent({
    videos,
    uploads: { client: s3, name: 'uploads' },
    outputs: { client: s3, name: 'outputs' },
    transcoder: new MediaConvertClient(answering((request) => answerOfMediaConvert(world.jobs, request))),
    looks: {
      url: 'https://sqs.test/1/uploads',
      client: new SQSClient({
        endpoint: 'https://sqs.test',
        md5: false,
        ...answering(({ body }) => {
          isHere('SQS');
          const { MessageBody, DelaySeconds } = JSON.parse(body) as Record<string, string>;
          world.looks.push([JSON.parse(MessageBody!), DelaySeconds]);
          return { status: 200, body: '{"MessageId":"m"}' };
        }),
      }),
    },
    publish: async (row) => {
      isHere('AppSync');
      world.published.push(row);
    },
    logger: silent,
    now: () => NOW,
  });
  return {
    ...world,
    hear: (detail, again = false) => apply(detail, again),
    told: () => world.published.map((row) => [row.status, progressOf(row), row.version]),
  };
}

function answerOfS3(
  { outputs, tagged }: { readonly outputs: Set<string>; readonly tagged: string[] },
  { method, path, query, body }: WireRequest,
) {
  if ('tagging' in query) {
    if (path.includes('expired')) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    tagged.push(`${path} ${/<Key>(.*)<\/Key><Value>(.*)<\/Value>/.exec(body)?.slice(1).join('=')}`);
    return { status: 200 };
  }
  if (method === 'POST') {
    for (const [, key] of body.matchAll(/<Key>(.*?)<\/Key>/g)) outputs.delete(key!);
    return { status: 200, body: '<DeleteResult/>' };
  }
  const found = [...outputs].filter((key) => key.startsWith(String(query['prefix'])));
  const contents = found.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  return {
    status: 200,
    body: `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`,
  };
}

function answerOfMediaConvert(jobs: Map<string, string>, { method, path }: WireRequest) {
  const id = path.split('/').at(-1)!;
  const status = jobs.get(id);
  const fault = (status: number, type: string) => ({
    status,
    body: '{}',
    headers: { 'x-amzn-errortype': type },
  });
  if (status === undefined) return fault(404, 'NotFoundException');
  if (method === 'GET') return { status: 200, body: JSON.stringify({ job: { id, status } }) };
  if (status !== 'SUBMITTED' && status !== 'PROGRESSING') return fault(409, 'ConflictException');
  // One that waits for its turn takes a moment to hear of it.
  if (status === 'PROGRESSING') jobs.set(id, 'CANCELED');
  return { status: 202, body: '{}' };
}

const METADATA = { videoId: ID, ownerId: 'owner', attempt: '1', tries: '0' };

export const detail = (status: string, more: Partial<JobDetail> = {}): JobDetail => ({
  status,
  jobId: 'job-1',
  userMetadata: METADATA,
  ...more,
});

export const progress = (percent: number) =>
  detail('STATUS_UPDATE', { jobProgress: { jobPercentComplete: percent } });

const picture = (widthInPx: number, heightInPx: number) => ({
  durationInMs: 5_005,
  videoDetails: { widthInPx, heightInPx },
});

/** What the jobs of a split attempt say when they are done: of `FULL` the rungs and the MP4, of `EARLY` the rest. */
const MADE = {
  EARLY: {
    metadata: { video: 'avc1,avc1', audio: 'true', poster: 'posters/token/1/poster.0000001.jpg' },
    outputGroupDetails: [
      { outputDetails: [picture(640, 360), picture(426, 240), { durationInMs: 5_120 }] },
      { outputDetails: [picture(1280, 720)] },
    ],
  },
  FULL: {
    metadata: { video: 'avc1', audio: 'false', files: 'avc1' },
    outputGroupDetails: [{ outputDetails: [picture(1280, 720)] }, { outputDetails: [picture(1280, 720)] }],
  },
} as const;

/** An event of one job of a split attempt. */
export function partDetail(
  part: 'EARLY' | 'FULL',
  status: string,
  more: Partial<JobDetail> & { readonly attempt?: number; readonly tries?: number } = {},
): JobDetail {
  const { attempt = 1, tries = 0, ...rest } = more;
  const { metadata, outputGroupDetails } = MADE[part];
  return {
    status,
    jobId: `${part}-${attempt}`,
    userMetadata: {
      ...METADATA,
      ...metadata,
      ...{ attempt: String(attempt), tries: String(tries), part, split: 'true' },
      storyboard: String(part === 'EARLY'),
    },
    ...(status === 'COMPLETE' && { outputGroupDetails }),
    ...rest,
  };
}
