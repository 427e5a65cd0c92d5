import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { answering, ID } from '../shared/testing.ts';
import { clearUp } from './clear-up.ts';

const calls: string[] = [];
const bucket = {
  client: new S3Client(
    answering(({ query }) => {
      calls.push(`list ${String(query['prefix'])}`);
      return { status: 200, body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' };
    }),
  ),
  name: 'outputs',
};
const transcoder = new MediaConvertClient(
  answering(({ method, path }) => {
    calls.push(`${method} ${path}`);
    return { status: 202, body: '{}' };
  }),
);

test.each([
  ['ADVANCED', 'DELETE /2017-08-29/jobs/job-1'],
  ['DONE', `list videos/${ID}/`],
  ['FAILED', `list videos/${ID}/`],
] as const)('a job that is heard of as %s: %s', async (change, call) => {
  calls.length = 0;
  const job = {
    videoId: ID,
    ownerId: 'owner',
    attempt: 1,
    jobId: 'job-1',
    part: 'FULL',
    split: false,
  } as const;
  await clearUp(transcoder, bucket)({ ...job, change });
  expect(calls).toEqual([call]);
});
