import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { awsClientOptions } from './aws.ts';
import { graphql, type Answer, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';
import { stackOutput } from './tables.ts';

const DELETE_VIDEO =
  'mutation($id: ID!) { deleteVideo(id: $id) { id title status version owner { id } viewer { liked } } }';

export interface DeletedVideo {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly version: number;
  readonly owner: { readonly id: string };
  readonly viewer: { readonly liked: boolean } | null;
}

export const deleteVideo = (
  outputs: Outputs,
  identity: Identity,
  id: string,
): Promise<Answer<{ deleteVideo: DeletedVideo } | null>> => graphql(outputs, identity, DELETE_VIDEO, { id });

/** Everything that S3 still has of a video. */
export interface VideoFiles {
  /** Keys of objects in both buckets but posters, whose keys do not name their video, and `parts of <key>` for each upload in parts that is open. */
  list(videoId: string): Promise<string[]>;
  /** Keys of what was uploaded and begins so. */
  uploaded(prefix: string): Promise<string[]>;
  /** Keys of what was made and begins so. */
  made(prefix: string): Promise<string[]>;
  /** As the transcoder would. */
  write(videoId: string, name: string): Promise<void>;
}

export async function videoFiles(outputs: Outputs): Promise<VideoFiles> {
  const s3 = new S3Client({ ...awsClientOptions(outputs), forcePathStyle: true });
  const uploads = await stackOutput(outputs, 'UploadBucketName');
  const made = await stackOutput(outputs, 'OutputBucketName');
  const keys = async (Bucket: string, Prefix: string) =>
    ((await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? []).map(({ Key }) => Key!);
  return {
    async list(videoId) {
      const { Uploads = [] } = await s3.send(
        new ListMultipartUploadsCommand({ Bucket: uploads, Prefix: `uploads/${videoId}/` }),
      );
      return [
        ...(await keys(uploads, `uploads/${videoId}/`)),
        ...(await keys(uploads, `sources/${videoId}/`)),
        ...(await keys(made, `videos/${videoId}/`)),
        ...Uploads.map(({ Key }) => `parts of ${Key}`),
      ];
    },
    uploaded: (prefix) => keys(uploads, prefix),
    made: (prefix) => keys(made, prefix),
    async write(videoId, name) {
      const Key = `videos/${videoId}/1/hls/${name}`;
      await s3.send(new PutObjectCommand({ Bucket: made, Key, Body: 'late' }));
    },
  };
}

/** The pipeline's two queues, in the hands of somebody who says things late. */
export interface LateEvents {
  /** What S3 says of a file that has arrived. */
  uploaded(videoId: string): Promise<void>;
  /** What MediaConvert says of the video's first job. */
  job(videoId: string, ownerId: string, status: string): Promise<void>;
  /** How many messages wait, or are being worked on. */
  held(): Promise<number>;
}

export async function lateEvents(outputs: Outputs): Promise<LateEvents> {
  const sqs = new SQSClient(awsClientOptions(outputs));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const [uploaded, changes] = ['UploadedQueue', 'StateChangesQueue'].map((name) =>
    QueueUrls.find((url) => url.includes(name))!,
  );
  const send = async (QueueUrl: string, message: object) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
  };
  const count = async (QueueUrl: string) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes['ApproximateNumberOfMessages']) +
      Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
    );
  };
  return {
    uploaded: (videoId) =>
      send(uploaded!, {
        Records: [{ s3: { object: { key: `uploads/${videoId}/source`, size: 10, eTag: 'late' } } }],
      }),
    job: (videoId, ownerId, status) =>
      send(changes!, {
        detail: {
          status,
          jobId: 'late-job',
          userMetadata: { videoId, ownerId, attempt: '1' },
          jobProgress: { jobPercentComplete: 50 },
        },
      }),
    held: async () => (await count(uploaded!)) + (await count(changes!)),
  };
}

export interface Erased {
  readonly userId: string;
  readonly profile: boolean;
  readonly engagements: number;
  readonly videos: number;
  readonly complete: boolean;
}

/** As an operator does it. Throws what the function throws. */
export async function eraseAccount(outputs: Outputs, userId: unknown): Promise<Erased> {
  const lambda = new LambdaClient(awsClientOptions(outputs));
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: await stackOutput(outputs, 'EraseAccountFunctionName'),
      Payload: JSON.stringify({ userId }),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(text);
  return JSON.parse(text) as Erased;
}
