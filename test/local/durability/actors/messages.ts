import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateJobCommand, MediaConvertClient, type JobSettings } from '@aws-sdk/client-mediaconvert';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expectAll, nowOf, once, sequence, type Actor, type Connection } from '../actor.ts';
import { receiveAll } from '../receive.ts';

/** What is acknowledged and arrives on a queue afterwards, at least once. */
function messenger(options: {
  readonly name: string;
  /** Output that holds the queue's URL. */
  readonly queue: string;
  readonly client: (aws: Connection) => (id: string) => Promise<unknown>;
  /** The id inside a message. */
  readonly idOf: (body: string) => string;
  /** Rest after each step: what makes work for others is not to drown them. */
  readonly restMs?: number;
}): Actor {
  const { name, queue, idOf, restMs = 0 } = options;
  let sqs: SQSClient;
  let QueueUrl: string;
  let send: (id: string) => Promise<unknown>;
  const next = sequence(name.toLowerCase().replace(/\W/g, ''));
  const acknowledged = new Set<string>();
  const received = new Map<string, number>();

  return {
    name,
    connect(aws) {
      sqs = new SQSClient(once(aws));
      QueueUrl = aws.outputs[queue]!;
      send = options.client(aws);
    },
    async act() {
      const id = next();
      await send(id);
      acknowledged.add(id);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    },
    async verify() {
      const ids = (received: ReadonlyMap<string, number>) => new Set([...received.keys()].map(idOf));
      await receiveAll(sqs, QueueUrl, received, (found) => {
        const seen = ids(found);
        return [...acknowledged].every((id) => seen.has(id));
      });
      expectAll(acknowledged, ids(received), 'messages');
    },
    acknowledged: () => acknowledged.size,
  };
}

const field = (path: (document: never) => unknown) => (body: string) =>
  String(path(JSON.parse(body) as never));

/** Every acknowledged event reaches the rule's target. */
export const eventsActor = (): Actor =>
  messenger({
    name: 'EventBridge',
    queue: 'Heard',
    idOf: field(({ id }: { id: string }) => id),
    client(aws) {
      const client = new EventBridgeClient(once(aws));
      return async (id) => {
        const entry = { Source: 'durability', DetailType: 'step', Detail: JSON.stringify({ id }) };
        const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entry] }));
        if (FailedEntryCount !== 0) throw new Error('an event was not taken');
      };
    },
  });

/** Every acknowledged asynchronous call runs, and its result reaches the destination. */
export const lambdaActor = (): Actor =>
  messenger({
    name: 'Lambda',
    queue: 'Done',
    restMs: 10,
    idOf: field(({ requestPayload }: { requestPayload: { id: string } }) => requestPayload.id),
    client(aws) {
      const client = new LambdaClient(once(aws));
      const call = { FunctionName: 'echo', InvocationType: 'Event' as const };
      return (id) => client.send(new InvokeCommand({ ...call, Payload: JSON.stringify({ id }) }));
    },
  });

/** Every acknowledged one-time schedule rings. */
export const schedulerActor = (): Actor =>
  messenger({
    name: 'Scheduler',
    queue: 'Rung',
    restMs: 10,
    idOf: (body) => body,
    client(aws) {
      const client = new SchedulerClient(once(aws));
      const { RungArn: Arn, ScheduleRoleArn: RoleArn } = aws.outputs;
      return (Name) =>
        client.send(
          new CreateScheduleCommand({
            Name,
            ScheduleExpression: `at(${new Date(nowOf(aws) + 1_000).toISOString().slice(0, 19)})`,
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: { Arn, RoleArn, Input: Name },
          }),
        );
    },
  });

/** Every acknowledged job ends, and the event of its end reaches the queue. Its input is missing: it ends soon. */
export const mediaconvertActor = (): Actor =>
  messenger({
    name: 'MediaConvert',
    queue: 'Jobs',
    restMs: 100,
    idOf: field(({ userMetadata }: { userMetadata: { id: string } }) => userMetadata.id),
    client(aws) {
      const client = new MediaConvertClient(once(aws));
      return (id) =>
        client.send(
          new CreateJobCommand({
            Role: aws.outputs['JobRoleArn'],
            UserMetadata: { id },
            ClientRequestToken: id,
            Settings: settings,
          }),
        );
    },
  });

const settings: JobSettings = {
  Inputs: [{ FileInput: 's3://durable-files/missing.mp4', AudioSelectors: { 'Audio Selector 1': {} } }],
  OutputGroups: [
    {
      OutputGroupSettings: {
        Type: 'FILE_GROUP_SETTINGS',
        FileGroupSettings: { Destination: 's3://durable-files/out/' },
      },
      Outputs: [
        {
          NameModifier: '_small',
          ContainerSettings: { Container: 'MP4' },
          VideoDescription: {
            Width: 320,
            Height: 180,
            CodecSettings: {
              Codec: 'H_264',
              H264Settings: {
                RateControlMode: 'QVBR',
                MaxBitrate: 300_000,
                QvbrSettings: { QvbrQualityLevel: 7 },
              },
            },
          },
        },
      ],
    },
  ],
};
