import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { authorizeQueue } from './authorize.ts';
import { batchOf, type BatchEntry } from './batch.ts';
import { md5OfAttributes, type MessageAttributes } from './digest.ts';
import { invalidParameter, queueDoesNotExist, SqsError } from './errors.ts';
import { messageSize } from './message-check.ts';
import { pickAttributes } from './pick-attributes.ts';
import type { MessageInput, Queues, SentMessage } from './queues.ts';

interface QueueInput {
  readonly QueueUrl?: string;
}

interface SendInput extends QueueInput {
  readonly MessageBody?: unknown;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly DelaySeconds?: number;
}

interface ReceiveInput extends QueueInput {
  readonly MaxNumberOfMessages?: number;
  readonly WaitTimeSeconds?: number;
  readonly VisibilityTimeout?: number;
  /** The old name of `MessageSystemAttributeNames`. */
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

interface HandleInput extends QueueInput {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout?: number;
}

interface BatchInput<T> extends QueueInput {
  readonly Entries?: readonly (T & BatchEntry)[];
}

interface QueueChange extends QueueInput {
  readonly QueueName?: string;
  readonly Attributes?: Readonly<Record<string, unknown>>;
}

interface ListInput extends QueueInput {
  readonly QueueNamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const BATCH_BYTES = 1_048_576;
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;

export function sqsApi(runtime: Runtime, queues: Queues, urlOf: (name: string) => string) {
  /** The queue that a call is about, once the caller may do `action` to it. */
  function target({ QueueUrl }: QueueInput, call: AwsCall, action: string): string {
    const name = nameInUrl(QueueUrl, runtime.accountId);
    authorizeQueue(runtime, queues, name, action, call.caller);
    return queues.get(name).name;
  }

  function send(name: string, inputs: readonly SendInput[], call: AwsCall): readonly SentMessage[] {
    return queues.send(name, inputs.map(toMessage), call.caller);
  }

  const operations: JsonOperations = {
    SendMessage(input: SendInput, call: AwsCall) {
      const name = target(input, call, 'SendMessage');
      return sentOnWire(send(name, [input], call)[0]!, input);
    },

    SendMessageBatch(input: BatchInput<SendInput>, call: AwsCall) {
      const name = target(input, call, 'SendMessage');
      const size = (entry: SendInput) =>
        messageSize(String(entry.MessageBody ?? ''), entry.MessageAttributes ?? {});
      const total = (input.Entries ?? []).reduce((sum, entry) => sum + size(entry), 0);
      if (total > BATCH_BYTES)
        throw new SqsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${BATCH_BYTES} bytes. You have sent ${total} bytes.`,
          'AWS.SimpleQueueService.BatchRequestTooLong',
        );
      return batchOf(input.Entries, (entry) => sentOnWire(send(name, [entry], call)[0]!, entry));
    },

    async ReceiveMessage(input: ReceiveInput, call: AwsCall) {
      const name = target(input, call, 'ReceiveMessage');
      const wait = input.WaitTimeSeconds ?? queues.get(name).settings.ReceiveMessageWaitTimeSeconds;
      const gone = new AbortController();
      // A client that hangs up must not take messages with it.
      call.response.once('close', () => gone.abort());
      const messages = await queues.receive(name, {
        max: inRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10),
        waitSeconds: inRange('WaitTimeSeconds', wait, 0, 20),
        visibilityTimeout:
          input.VisibilityTimeout === undefined
            ? undefined
            : inRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200),
        signal: gone.signal,
      });
      const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      if (messages.length === 0) return {};
      return {
        Messages: messages.map((message) => {
          const system = pickAttributes(message.attributes, systemNames);
          const attributes = pickAttributes(
            message.messageAttributes as MessageAttributes,
            input.MessageAttributeNames ?? [],
          );
          return {
            MessageId: message.messageId,
            ReceiptHandle: message.receiptHandle,
            MD5OfBody: message.md5OfBody,
            Body: message.body,
            ...(Object.keys(system).length > 0 && { Attributes: system }),
            ...(Object.keys(attributes).length > 0 && {
              MessageAttributes: attributes,
              MD5OfMessageAttributes: md5OfAttributes(attributes),
            }),
          };
        }),
      };
    },

    DeleteMessage(input: HandleInput, call: AwsCall) {
      queues.remove(target(input, call, 'DeleteMessage'), input.ReceiptHandle);
    },

    DeleteMessageBatch(input: BatchInput<HandleInput>, call: AwsCall) {
      const name = target(input, call, 'DeleteMessage');
      return batchOf(input.Entries, (entry) => {
        queues.remove(name, entry.ReceiptHandle);
        return {};
      });
    },

    ChangeMessageVisibility(input: HandleInput, call: AwsCall) {
      queues.changeVisibility(
        target(input, call, 'ChangeMessageVisibility'),
        input.ReceiptHandle,
        Number(input.VisibilityTimeout),
      );
    },

    ChangeMessageVisibilityBatch(input: BatchInput<HandleInput>, call: AwsCall) {
      const name = target(input, call, 'ChangeMessageVisibility');
      return batchOf(input.Entries, (entry) => {
        queues.changeVisibility(name, entry.ReceiptHandle, Number(entry.VisibilityTimeout));
        return {};
      });
    },

    GetQueueAttributes(input: QueueInput & { readonly AttributeNames?: readonly string[] }, call: AwsCall) {
      const name = target(input, call, 'GetQueueAttributes');
      return { Attributes: pickAttributes(queues.attributes(name), input.AttributeNames ?? []) };
    },

    SetQueueAttributes(input: QueueChange, call: AwsCall) {
      queues.change(target(input, call, 'SetQueueAttributes'), input.Attributes ?? {});
    },

    GetQueueUrl({ QueueName = '' }: QueueChange, call: AwsCall) {
      authorizeQueue(runtime, queues, QueueName, 'GetQueueUrl', call.caller);
      return { QueueUrl: urlOf(queues.get(QueueName).name) };
    },

    ListQueues({ QueueNamePrefix = '', MaxResults = 1000, NextToken = '0' }: ListInput, call: AwsCall) {
      authorizeQueue(runtime, queues, '*', 'ListQueues', call.caller);
      const all = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
      const from = inRange('NextToken', Number(NextToken), 0, Number.MAX_SAFE_INTEGER);
      const end = from + inRange('MaxResults', MaxResults, 1, 1000);
      return {
        QueueUrls: all.slice(from, end).map(({ name }) => urlOf(name)),
        ...(end < all.length && { NextToken: String(end) }),
      };
    },

    CreateQueue({ QueueName = '', Attributes = {} }: QueueChange, call: AwsCall) {
      authorizeQueue(runtime, queues, QueueName, 'CreateQueue', call.caller);
      if (!QUEUE_NAME.test(QueueName))
        throw invalidParameter(
          'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
        );
      const known = queues.all().some(({ name }) => name === QueueName);
      const differs = Object.entries(Attributes).some(
        ([name, value]) => known && queues.attributes(QueueName)[name] !== String(value),
      );
      if (differs)
        throw new SqsError(
          'QueueNameExists',
          'A queue already exists with the same name and a different value for attributes.',
          'QueueAlreadyExists',
        );
      if (!known) queues.create(QueueName, Attributes);
      return { QueueUrl: urlOf(QueueName) };
    },

    DeleteQueue(input: QueueInput, call: AwsCall) {
      queues.delete(target(input, call, 'DeleteQueue'));
    },

    PurgeQueue(input: QueueInput, call: AwsCall) {
      queues.purge(target(input, call, 'PurgeQueue'));
    },

    ListDeadLetterSourceQueues(input: QueueInput, call: AwsCall) {
      const name = target(input, call, 'ListDeadLetterSourceQueues');
      return { queueUrls: queues.sourcesOf(name).map((source) => urlOf(source.name)) };
    },

    StartMessageMoveTask(
      input: { readonly SourceArn?: string; readonly DestinationArn?: string },
      call: AwsCall,
    ) {
      const name = (input.SourceArn ?? '').split(':').pop() ?? '';
      authorizeQueue(runtime, queues, name, 'StartMessageMoveTask', call.caller);
      queues.redrive(name, input.DestinationArn?.split(':').pop());
      return { TaskHandle: Buffer.from(JSON.stringify({ taskId: runtime.uuid() })).toString('base64') };
    },
  };

  return jsonProtocol({ version: '1.0', operations: withQueryErrors(operations), log: runtime.log });
}

/** Adds the header by which SDKs learn the error's name in the query protocol. */
function withQueryErrors(operations: JsonOperations): JsonOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input: unknown, call: AwsCall) => {
        try {
          return await operation(input, call);
        } catch (error) {
          if (error instanceof SqsError)
            call.response.setHeader('x-amzn-query-error', `${error.queryCode};Sender`);
          throw error;
        }
      },
    ]),
  );
}

const toMessage = (input: SendInput): MessageInput => ({
  body: input.MessageBody,
  attributes: input.MessageAttributes,
  traceHeader: input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue,
  delaySeconds: input.DelaySeconds,
});

const sentOnWire = (sent: SentMessage, { MessageSystemAttributes }: SendInput) => ({
  MessageId: sent.messageId,
  MD5OfMessageBody: sent.md5OfBody,
  MD5OfMessageAttributes: sent.md5OfAttributes,
  MD5OfMessageSystemAttributes: MessageSystemAttributes && md5OfAttributes(MessageSystemAttributes),
});

/** `http://<endpoint>/<account>/<name>`: whatever the endpoint, the account must be this one. */
function nameInUrl(url: string | undefined, accountId: string): string {
  const match = /^(?:https?:\/\/[^/]+)?\/?(?<account>\d{12})\/(?<name>[A-Za-z0-9_-]{1,80}(?:\.fifo)?)$/.exec(
    url ?? '',
  );
  if (!match?.groups)
    throw new SqsError('InvalidAddress', `The address ${url ?? ''} is not valid for this endpoint.`);
  if (match.groups['account'] !== accountId) throw queueDoesNotExist();
  return match.groups['name']!;
}

function inRange(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${low} and ${high}, if provided.`,
  );
}
