import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  MediaConvertClient,
  type CmafGroupSettings,
  type CreateJobCommandInput,
  type Output,
} from '@aws-sdk/client-mediaconvert';
import { Parser } from 'm3u8-parser';
import { AwsError } from '../../runtime/errors.ts';
import type { CloudEvent, Peers } from '../../runtime/peers.ts';
import { root, testRuntime } from '../../runtime/testing.ts';
import { createMediaConvert } from './index.ts';

/** The `detail` of a job's event, as far as tests look into it. */
export interface Detail {
  readonly jobId: string;
  readonly status: string;
  readonly userMetadata: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

export const ROLE = 'arn:aws:iam::000000000000:role/Transcoder';

/** Buckets that are folders. */
function folderS3(directory: string): Peers['s3'] {
  const path = (bucket: string, key: string) => join(directory, bucket, key);
  return {
    getObject: () => Promise.reject(new Error('MediaConvert opens files.')),
    async openFile(bucket, key) {
      if (bucket === 'forbidden') throw new AwsError('AccessDenied', 'Access Denied', 403);
      if (!existsSync(path(bucket, key)))
        throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
      const { size, mtime } = statSync(path(bucket, key));
      return { path: path(bucket, key), size, etag: '"0123"', lastModified: mtime };
    },
    async adoptFile(bucket, key, source) {
      if (bucket === 'forbidden') throw new AwsError('AccessDenied', 'Access Denied', 403);
      mkdirSync(dirname(path(bucket, key)), { recursive: true });
      renameSync(source, path(bucket, key));
    },
  };
}

/** The service behind a real port with the real client, on folders for buckets. */
export async function startBench(
  options: { directory?: string; ffmpeg?: string; peers?: Partial<Peers> } = {},
) {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'mediaconvert-'));
  const events: CloudEvent[] = [];
  const waiters = new Set<() => void>();
  const told = () => waiters.forEach((wake) => wake());
  const { runtime } = testRuntime(
    {
      s3: folderS3(join(directory, 's3')),
      events: {
        async put(event) {
          events.push(event);
          told();
        },
        putAs: () => Promise.reject(new Error('MediaConvert is a service.')),
      },
      ...options.peers,
    },
    { dataDirectory: join(directory, 'data') },
  );
  const service = createMediaConvert(runtime, {
    ffmpeg: options.ffmpeg ?? 'ffmpeg',
    ffprobe: 'ffprobe',
    statusIntervalScale: 0.01,
  });
  await service.create({
    logicalId: 'Queue',
    type: 'AWS::MediaConvert::Queue',
    properties: { Name: 'films' },
  });
  await service.connect?.();
  const server = await serve(service);
  const { port } = server.address() as AddressInfo;
  const client = new MediaConvertClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: runtime.region,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const details = () => events.map(({ detail }) => detail as Detail);

  return {
    client,
    directory,
    events,
    details,
    runtime,
    service,
    /** Resolves with the first event of a job (or of any) that has one of the statuses. */
    event(statuses: readonly string[], jobId?: string): Promise<Detail> {
      return new Promise((resolve) => {
        const look = () => {
          const found = details().find(
            (detail) => statuses.includes(detail.status) && (jobId === undefined || detail.jobId === jobId),
          );
          if (!found) return;
          waiters.delete(look);
          resolve(found);
        };
        waiters.add(look);
        look();
      });
    },
    object: (bucket: string, key: string) => join(directory, 's3', bucket, key),
    text: (bucket: string, key: string) => readFileSync(join(directory, 's3', bucket, key), 'utf8'),
    put(bucket: string, key: string, path: string) {
      const to = join(directory, 's3', bucket, key);
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(path, to);
    },
    /** Ends the server and the service; keeps the directory when it was handed in. */
    async stop() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await service.stop?.();
      if (!options.directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

function serve(service: ReturnType<typeof createMediaConvert>): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    void service.handle?.({
      service: 'mediaconvert',
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: {},
      caller: root,
      requestId: 'request',
      request,
      response,
      body: async () => Buffer.concat(await request.toArray()),
    });
  });
  // Tests that run ffmpeg themselves stand still for seconds, and the client keeps its connections.
  server.keepAliveTimeout = 600_000;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Makes a clip with ffmpeg's own sources. */
export function makeClip(path: string, args: readonly string[]): string {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, path]);
  return path;
}

export const pattern = (size: string, seconds: number, rate = 30): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
];
export const tone = (seconds: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=440:duration=${seconds}`,
];
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

export const picture = (modifier: string, height: number): Output => ({
  NameModifier: modifier,
  ContainerSettings: { Container: 'CMFC', CmfcSettings: { IFrameOnlyManifest: 'INCLUDE' } },
  VideoDescription: {
    Height: height,
    CodecSettings: {
      Codec: 'H_264',
      H264Settings: {
        RateControlMode: 'QVBR',
        QvbrSettings: { QvbrQualityLevel: 7 },
        MaxBitrate: 600_000,
        GopSize: 1,
        GopSizeUnits: 'SECONDS',
      },
    },
  },
});

export const sound: Output = {
  NameModifier: '_audio',
  ContainerSettings: { Container: 'CMFC', CmfcSettings: { AudioGroupId: 'audio' } },
  AudioDescriptions: [
    { CodecSettings: { Codec: 'AAC', AacSettings: { Bitrate: 64_000, SampleRate: 48_000 } } },
  ],
};

/** A job with one CMAF group, as the SDK takes it. */
export const cmafJob = (
  input: string,
  outputs: Output[],
  more: Partial<CreateJobCommandInput> = {},
): CreateJobCommandInput => ({
  Role: ROLE,
  Queue: 'films',
  StatusUpdateInterval: 'SECONDS_10',
  UserMetadata: { film: 'one' },
  Settings: {
    Inputs: [{ FileInput: input, VideoSelector: { Rotate: 'AUTO' } }],
    OutputGroups: [
      {
        OutputGroupSettings: {
          Type: 'CMAF_GROUP_SETTINGS',
          CmafGroupSettings: {
            Destination: 's3://out/films/one',
            SegmentLength: 2,
            FragmentLength: 1,
            MinFinalSegmentLength: 1,
            WriteDashManifest: 'DISABLED',
          },
        },
        Outputs: outputs,
      },
    ],
  },
  ...more,
});

/** The same job with a change to its group's settings. */
export const grouped = (request: ReturnType<typeof cmafJob>, change: CmafGroupSettings) => {
  Object.assign(request.Settings!.OutputGroups![0]!.OutputGroupSettings!.CmafGroupSettings!, change);
  return request;
};

export interface Manifest {
  readonly playlists?: { uri: string; attributes: Record<string, unknown> & { RESOLUTION?: unknown } }[];
  readonly segments: {
    duration: number;
    uri: string;
    map?: { uri: string };
    byterange?: { offset: number; length: number };
  }[];
  readonly iFramesOnly?: boolean;
  readonly endList?: boolean;
  readonly targetDuration: number;
  readonly mediaGroups?: { AUDIO: Record<string, Record<string, { uri: string; default: boolean }>> };
}

/** Reads a delivered playlist with a parser that is not ours. */
export function manifestOf(text: string): Manifest {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Manifest;
}

export const ffprobe = (path: string, entries: string) =>
  JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_entries', entries, path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
