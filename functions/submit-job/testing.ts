import { createHash } from 'node:crypto';
import { MediaConvertClient, type ProbeResult } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sourceKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Look } from '../shared/look.ts';
import {
  answering,
  ID,
  NOW,
  silent,
  type TestTable,
  type WireAnswer,
  type WireRequest,
} from '../shared/testing.ts';
import { submitJob, type SubmitJobDependencies } from './submit-job.ts';
import type { Task } from './upload-message.ts';

/*
 * For tests alone: the services that `submit-job` speaks to, in memory, behind the real clients. They may fail at any call,
 * before or after it took effect.
 */

export interface FakeJob {
  readonly id: string;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/** A call of a service: what it is called in tests. */
export type Call =
  'write' | 'copy' | 'read' | 'head' | 'put' | 'delete' | 'probe' | 'list' | 'create' | 'look' | 'publish';

export interface World {
  /** Files in the bucket of uploads, by their keys. */
  readonly files: Map<string, Uint8Array>;
  /** Keys in the bucket of outputs. */
  readonly made: string[];
  readonly jobs: FakeJob[];
  readonly looks: { readonly videoId: string; readonly seconds: number }[];
  readonly published: Pick<VideoRow, 'status' | 'version'>[];
  /** Names of the calls that were made, in their order. */
  readonly calls: Call[];
  /** What Probe says. */
  probed: ProbeResult;
  /** Says how a call fails; it takes effect only if the answer is thrown `after` it. */
  fault: (call: Call) => { readonly answer: WireAnswer | Error; readonly after?: boolean } | undefined;
  /** The client of the service that has the jobs. */
  readonly transcoder: MediaConvertClient;
  readonly submit: (
    task?: Task,
    options?: { readonly now?: number; readonly messageId?: string },
  ) => Promise<void>;
}

/** The beginning of an MP4 file. */
export const MP4 = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypisom\0\0\0\0isomavc1', 'latin1'),
  Buffer.alloc(100),
]);

export const etag = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

/** S3 tells of the file that is there. */
export const arrived = (bytes: Uint8Array = MP4): Task => ({
  arrived: { key: sourceKey(ID), sizeBytes: bytes.length, etag: etag(bytes) },
});

export const probedVideo = (width = 1280, height = 720): ProbeResult => ({
  Container: {
    Duration: 5,
    Tracks: [
      { TrackType: 'video', Codec: 'AVC', VideoProperties: { Width: width, Height: height } },
      { TrackType: 'audio', Codec: 'AAC' },
    ],
  },
});

/** An answer by which a service of JSON fails. */
export const fault = (status: number, type: string): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: '{"message":"the service says no"}',
});

const s3Error = (status: number, code: string): WireAnswer => ({
  status,
  body: `<Error><Code>${code}</Code></Error>`,
});

export function createWorld(videos: TestTable, changes: Partial<SubmitJobDependencies> = {}): World {
  const world: World = {
    files: new Map([[sourceKey(ID), MP4]]),
    made: [],
    jobs: [],
    looks: [],
    published: [],
    calls: [],
    probed: probedVideo(),
    fault: () => undefined,
    transcoder: new MediaConvertClient(answering((request) => mediaConvert(world, request, wire))),
    submit: (task = arrived(), { now = NOW, messageId = 'message' } = {}) =>
      submitJob({ ...dependencies, now: () => now })(task, messageId),
  };
  /** Makes a call fail as the test wants it. */
  const through =
    <T>(call: Call, effect: () => T | Promise<T>) =>
    async (): Promise<T | WireAnswer> => {
      world.calls.push(call);
      const failing = world.fault(call);
      if (!failing) return effect();
      if (failing.after) await effect();
      if (failing.answer instanceof Error) throw failing.answer;
      return failing.answer;
    };
  const wire = (call: Call, effect: () => WireAnswer): Promise<WireAnswer> => through(call, effect)();
  const dependencies: SubmitJobDependencies = {
    videos: { name: videos.name, client: failingWrites(videos, through) },
    uploads: {
      name: 'uploads',
      client: new S3Client(answering((request) => uploadsBucket(world, request, wire))),
    },
    outputs: {
      name: 'outputs',
      client: new S3Client(
        answering(({ path }) => wire('put', () => (world.made.push(path.slice(1)), { status: 200 }))),
      ),
    },
    queue: {
      url: 'https://sqs.test/queue',
      client: new SQSClient({
        ...answering(({ body }) => wire('look', () => keepLook(world, body))),
        useQueueUrlAsEndpoint: false,
      }),
    },
    transcoder: world.transcoder,
    places: { queueArn: 'queue', roleArn: 'role' },
    earlyPlayable: true,
    publish: async ({ status, version }) =>
      void (await through('publish', () => void world.published.push({ status, version }))()),
    logger: silent,
    now: () => NOW,
    chance: () => 0,
    ...changes,
  };
  return world;
}

type Wire = (call: Call, effect: () => WireAnswer) => Promise<WireAnswer>;

function uploadsBucket(
  { files }: World,
  { method, path, headers }: WireRequest,
  wire: Wire,
): Promise<WireAnswer> {
  const key = decodeURIComponent(path.slice(1));
  const bytes = files.get(key);
  switch (method) {
    case 'HEAD':
      return wire('head', () =>
        bytes ? { status: 200, headers: { etag: `"${etag(bytes)}"` } } : { status: 404 },
      );
    case 'DELETE':
      return wire('delete', () => (files.delete(key), { status: 204 }));
    case 'GET':
      return wire('read', () => readRange(bytes, headers['range'] ?? ''));
    default:
      return wire('copy', () => {
        const from = files.get(headers['x-amz-copy-source']!.replace('uploads/', ''));
        if (!from) return s3Error(404, 'NoSuchKey');
        if (headers['x-amz-copy-source-if-match'] !== `"${etag(from)}"`)
          return s3Error(412, 'PreconditionFailed');
        files.set(key, from);
        return { status: 200, body: '<CopyObjectResult><ETag>"copied"</ETag></CopyObjectResult>' };
      });
  }
}

function readRange(bytes: Uint8Array | undefined, range: string): WireAnswer {
  if (!bytes) return s3Error(404, 'NoSuchKey');
  const [first = 0, last = 0] = range.replace('bytes=', '').split('-').map(Number);
  if (first >= bytes.length) return s3Error(416, 'InvalidRange');
  const body = bytes.subarray(first, last + 1);
  return {
    status: 206,
    headers: { 'content-range': `bytes ${first}-${first + body.length - 1}/${bytes.length}` },
    body,
  };
}

function mediaConvert(world: World, { method, path, body }: WireRequest, wire: Wire): Promise<WireAnswer> {
  if (path.endsWith('/probe'))
    return wire('probe', () => ({
      status: 200,
      body: JSON.stringify({ probeResults: [inCamelCase(world.probed)] }),
    }));
  if (method === 'GET')
    return wire('list', () => ({ status: 200, body: JSON.stringify({ jobs: world.jobs.toReversed() }) }));
  return wire('create', () => {
    const { userMetadata } = JSON.parse(body) as FakeJob;
    const job = { id: `job-${world.jobs.length + 1}`, userMetadata };
    world.jobs.push(job);
    return { status: 201, body: JSON.stringify({ job }) };
  });
}

function keepLook(world: World, body: string): WireAnswer {
  const { MessageBody, DelaySeconds } = JSON.parse(body) as { MessageBody: string; DelaySeconds: number };
  world.looks.push({ ...(JSON.parse(MessageBody) as Look), seconds: DelaySeconds });
  return {
    status: 200,
    body: JSON.stringify({ MessageId: 'm', MD5OfMessageBody: etag(Buffer.from(MessageBody)) }),
  };
}

/** The table's client, of which each write may fail. */
function failingWrites(
  { client }: TestTable,
  through: <T>(call: Call, effect: () => Promise<T>) => () => Promise<T | WireAnswer>,
): TestTable['client'] {
  return new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? (command: Parameters<typeof client.send>[0]) =>
            command.constructor.name === 'UpdateCommand'
              ? through('write', () => client.send(command))()
              : client.send(command)
        : (Reflect.get(target, name) as unknown),
  });
}

/** MediaConvert's wire begins names with a small letter; what is spelled otherwise are values. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name[0]!.toLowerCase() + name.slice(1),
      inCamelCase(member),
    ]),
  );
}
