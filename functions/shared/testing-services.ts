import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answering, type WireAnswer, type WireRequest } from './testing.ts';

/*
 * For tests alone: the services that a video's files, jobs and messages are with, as far as their wires are spoken here.
 */

export interface Services {
  /** What S3 holds, `<bucket>/<key>`. */
  readonly objects: Set<string>;
  /** Ids of uploads in parts. */
  readonly uploads: Set<string>;
  /** MediaConvert's jobs as it answers them, by their ids. */
  readonly jobs: Map<string, Readonly<Record<string, unknown>>>;
  /** Jobs that go on for a while although they were canceled. */
  readonly stubborn: Set<string>;
  /** Messages that were sent: the queue's name, and what they say. */
  readonly messages: (readonly [string, unknown])[];
  readonly s3: S3Client;
  readonly mediaConvert: MediaConvertClient;
  readonly sqs: SQSClient;
}

export function createServices(): Services {
  const world = {
    objects: new Set<string>(),
    uploads: new Set<string>(),
    jobs: new Map<string, Readonly<Record<string, unknown>>>(),
    stubborn: new Set<string>(),
    messages: [] as (readonly [string, unknown])[],
  };
  return {
    ...world,
    s3: new S3Client({ ...answering((request) => answerOfS3(world, request)), forcePathStyle: true }),
    mediaConvert: new MediaConvertClient(answering((request) => answerOfMediaConvert(world, request))),
    sqs: new SQSClient({
      ...answering(({ body }) => {
        const { QueueUrl, MessageBody } = JSON.parse(body) as { QueueUrl: string; MessageBody: string };
        world.messages.push([QueueUrl.split('/').at(-1)!, JSON.parse(MessageBody)]);
        return { status: 200, body: '{"MessageId":"m"}' };
      }),
      endpoint: 'https://sqs.test',
      md5: false,
    }),
  };
}

type World = Pick<Services, 'objects' | 'uploads' | 'jobs' | 'stubborn'>;

function answerOfS3({ objects, uploads }: World, { method, path, query, body }: WireRequest): WireAnswer {
  const place = decodeURIComponent(path).slice(1);
  const uploadId = query['uploadId'];
  if (uploadId !== undefined)
    return uploads.delete(String(uploadId))
      ? { status: 204 }
      : { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' };
  if (method === 'DELETE') {
    objects.delete(place);
    return { status: 204 };
  }
  const bucket = place.replace(/\/$/, '');
  if (method === 'POST') {
    for (const [, key] of body.matchAll(/<Key>(.*?)<\/Key>/g)) objects.delete(`${bucket}/${key}`);
    return { status: 200, body: '<DeleteResult/>' };
  }
  const keys = [...objects]
    .filter((object) => object.startsWith(`${bucket}/${String(query['prefix'])}`))
    .map((object) => `<Contents><Key>${object.slice(bucket.length + 1)}</Key></Contents>`)
    .sort();
  return {
    status: 200,
    body: `<ListBucketResult><IsTruncated>false</IsTruncated>${keys.join('')}</ListBucketResult>`,
  };
}

function answerOfMediaConvert({ jobs, stubborn }: World, { method, path }: WireRequest): WireAnswer {
  const id = path.split('/').at(-1)!;
  const job = jobs.get(id);
  if (!job) return fault(404, 'NotFoundException');
  if (method === 'GET') return { status: 200, body: JSON.stringify({ job: { id, ...job } }) };
  if (job['status'] !== 'SUBMITTED' && job['status'] !== 'PROGRESSING')
    return fault(409, 'ConflictException');
  if (!stubborn.has(id)) jobs.set(id, { ...job, status: 'CANCELED' });
  return { status: 202, body: '{}' };
}

const fault = (status: number, type: string): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: '{}',
});
