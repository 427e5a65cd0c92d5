import { availableParallelism } from 'node:os';
import { openAsBlob } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ListJobsCommand, MediaConvertClient, type Job } from '@aws-sdk/client-mediaconvert';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { fixture } from './support/fixtures.ts';
import { newPerson, type Person } from './support/people.ts';
import { hostileFiles, type HostileFile } from './support/sources/hostile.ts';
import { matrixFile } from './support/sources/matrix.ts';
import { newPlace, removePlace, startStack, type RunningStack, type StackPlace } from './support/stack.ts';
import { stackOutput } from './support/tables.ts';
import { createUpload, postForm, settled, type Video } from './support/videos.ts';

/** A stack of its own: what is left in its buckets and on its disk was left by these files. */
let place: StackPlace;
let stack: RunningStack;
let owner: Person;
beforeAll(async () => {
  place = await newPlace();
  stack = await startStack(place);
  owner = await newPerson(stack.outputs);
});
afterAll(async () => {
  await stack?.stop();
  await removePlace(place);
});

async function upload(path: string, filename = 'film.mp4'): Promise<string> {
  const file = await openAsBlob(path);
  const ticket = await createUpload(stack.outputs, owner, Math.max(1, file.size), { filename });
  expect((await postForm(ticket, file)).ok).toBe(true);
  return ticket.videoId;
}

async function delivered(): Promise<string[]> {
  const client = new S3Client({ ...awsClientOptions(stack.outputs), forcePathStyle: true });
  const Bucket = await stackOutput(stack.outputs, 'OutputBucketName');
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    keys.push(...Contents.map(({ Key }) => Key!));
  return keys;
}

async function jobs(): Promise<Job[]> {
  const client = new MediaConvertClient(awsClientOptions(stack.outputs));
  const found: Job[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListJobsCommand({ Order: 'ASCENDING', MaxResults: 20, NextToken }));
    found.push(...(page.Jobs ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

describe('hostile files', () => {
  const videos = new Map<string, { readonly file: HostileFile; readonly video: Video }>();
  let last: Video;

  it('fail each with its code, and the queue moves on', async () => {
    const files = await hostileFiles();
    const ids = new Map<HostileFile, string>();
    for (const file of files) ids.set(file, await upload(file.path));
    const good = await upload(await fixture('short'));
    for (const [file, id] of ids)
      videos.set(file.name, { file, video: await settled(stack.outputs, owner, id) });
    last = await settled(stack.outputs, owner, good);

    const codes = [...videos.values()].map(({ file: { name }, video }) => [name, video.failure?.code]);
    expect(Object.fromEntries(codes)).toEqual(
      Object.fromEntries(files.map(({ name, code }) => [name, code])),
    );
    for (const { video } of videos.values()) {
      expect(video).toMatchObject({ status: 'FAILED', failure: { retryable: false }, renditions: [] });
      // A sentence for people, without a word of how it was found out.
      expect(video.failure!.message).toMatch(/^[A-Z].*\.$/);
      expect(video.failure!.message).not.toMatch(/ffmpeg|s3:|arn:|Error:/);
    }
    expect(last.status).toBe('READY');
  });

  it('leave nothing that could be fetched', async () => {
    const failed = [...videos.values()].map(({ video }) => video.id);
    const left = async () => (await delivered()).filter((key) => failed.some((id) => key.includes(id)));
    await expect.poll(left).toEqual([]);
    // The one that is left is the good film's.
    const posters = async () => (await delivered()).filter((key) => key.startsWith('posters/'));
    await expect.poll(async () => new Set((await posters()).map((key) => key.split('/')[1])).size).toBe(1);
  });

  it('cost no job where a look at them was enough', async () => {
    const made = (await jobs()).map(({ UserMetadata }) => UserMetadata!['videoId']);
    const transcoded = [...videos.values()].filter(({ video }) => made.includes(video.id));
    // It says that it is whole.
    expect(transcoded.map(({ file }) => file.name)).toEqual(['truncated']);
  });

  it('leave no temporary file', async () => {
    expect(await readdir(join(stack.dataDirectory, 'mediaconvert', 'work'))).toEqual([]);
  });
});

describe('twenty uploads at once', () => {
  it('all finish, in order of arrival, with no more encoders at once than cores', async () => {
    const path = await matrixFile('smallest');
    const before = new Set((await jobs()).map(({ Id }) => Id));
    const ids = await Promise.all(Array.from({ length: 20 }, () => upload(path)));
    const client = new MediaConvertClient(awsClientOptions(stack.outputs));
    let most = 0;
    let ended = false;
    const watching = (async () => {
      while (!ended) {
        const { Jobs = [] } = await client.send(new ListJobsCommand({ Status: 'PROGRESSING' }));
        most = Math.max(most, Jobs.length);
      }
    })();
    const ends = await Promise.all(ids.map((id) => settled(stack.outputs, owner, id)));
    ended = true;
    await watching;
    expect(ends.map(({ status }) => status)).toEqual(ids.map(() => 'READY'));
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(availableParallelism());

    const mine = (await jobs()).filter(({ Id }) => !before.has(Id));
    expect(mine).toHaveLength(ids.length);
    const started = mine.map(({ Timing }) => Timing!.StartTime!.getTime());
    expect(started).toEqual(started.toSorted((a, b) => a - b));
  });
});
