import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateJobCommand,
  MediaConvertClient,
  type CreateJobCommandInput,
  type Output,
} from '@aws-sdk/client-mediaconvert';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';
import { template } from './template.ts';

/** A `MediaConvert Job State Change` as a rule's target gets it. */
export interface StateChange {
  readonly version: string;
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: { readonly jobId: string; readonly status: string; readonly [member: string]: unknown };
}

const ENDS = ['COMPLETE', 'ERROR', 'CANCELED'];
const ENCODED = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

export const pattern = (size: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${seconds}`],
];
export const tone = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`],
];

export const picture: Output = {
  NameModifier: '_90',
  ContainerSettings: { Container: 'CMFC' },
  VideoDescription: {
    Height: 90,
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
};
export const sound: Output = {
  NameModifier: '_audio',
  ContainerSettings: { Container: 'CMFC' },
  AudioDescriptions: [
    {
      CodecSettings: {
        Codec: 'AAC',
        AacSettings: { Bitrate: 64_000, SampleRate: 48_000, CodingMode: 'CODING_MODE_2_0' },
      },
    },
  ],
};

/** The template, running, with clients for it and a reader of the events that it sends. */
export async function startBench() {
  const place = await newPlace();
  const clips = mkdtempSync(join(tmpdir(), 'clips-'));
  let aws: LocalAws;
  let client: MediaConvertClient;
  let s3: S3Client;
  let sqs: SQSClient;
  const received: StateChange[] = [];
  const destroy = () => [client, s3, sqs].forEach((one) => one.destroy());
  const boot = async () => {
    aws = await startLocal({ template, place });
    client = new MediaConvertClient({ ...aws.client, maxAttempts: 1 });
    s3 = new S3Client({ ...aws.client, forcePathStyle: true });
    sqs = new SQSClient(aws.client);
  };
  await boot();

  const receive = async () => {
    const QueueUrl = aws.outputs['Events'];
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      received.push(JSON.parse(Body) as StateChange);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  const events = (jobId: string) => received.filter(({ detail }) => detail.jobId === jobId);

  return {
    aws: () => aws,
    client: () => client,
    s3: () => s3,
    events,
    /** Resolves with the first event of a job that has one of the statuses. */
    async event(jobId: string, statuses: readonly string[]): Promise<StateChange> {
      for (;;) {
        const found = events(jobId).find(({ detail }) => statuses.includes(detail.status));
        if (found) return found;
        await receive();
      }
    },
    async end(jobId: string): Promise<StateChange> {
      return this.event(jobId, ENDS);
    },
    /** Makes a clip and uploads it. */
    async clip(key: string, args: readonly string[], change = (bytes: Buffer): Buffer => bytes) {
      const path = join(clips, key);
      execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, ...ENCODED, '-movflags', '+faststart', path]);
      await this.put(key, change(readFileSync(path)));
    },
    put: (Key: string, Body: Buffer | string, Bucket = aws.outputs['Bucket']) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    /** A CreateJob request with one CMAF group. */
    job(input: string, outputs: Output[], more: Partial<CreateJobCommandInput> = {}): CreateJobCommandInput {
      const bucket = aws.outputs['Bucket'];
      return {
        Role: aws.outputs['Role'],
        Queue: aws.outputs['Films'],
        UserMetadata: { film: input },
        Settings: {
          Inputs: [{ FileInput: input.startsWith('s3://') ? input : `s3://${bucket}/${input}` }],
          OutputGroups: [
            {
              OutputGroupSettings: {
                Type: 'CMAF_GROUP_SETTINGS',
                CmafGroupSettings: {
                  Destination: `s3://${bucket}/made/${input.split('/').at(-1)}`,
                  SegmentLength: 2,
                  FragmentLength: 1,
                  WriteDashManifest: 'DISABLED',
                },
              },
              Outputs: outputs,
            },
          ],
        },
        ...more,
      };
    },
    create: async (request: CreateJobCommandInput) => (await client.send(new CreateJobCommand(request))).Job!,
    /** `kill -9`, and a new process on the same data. */
    async crash() {
      await aws.kill();
      destroy();
      await boot();
    },
    async stop() {
      destroy();
      await aws.stop();
      await removePlace(place);
      rmSync(clips, { recursive: true, force: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof startBench>>;
