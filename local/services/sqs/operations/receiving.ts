import type { QueueMessage } from '../../../runtime/peers.ts';
import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { batchAnswer, checkEntries, type BatchEntry } from '../batch.ts';
import { md5OfAttributes, type MessageAttributes } from '../digest.ts';
import { SqsError } from '../errors.ts';
import { checkId } from '../message-check.ts';
import { pickAttributes } from '../pick-attributes.ts';
import { refusalOr } from '../sending.ts';
import type { QueueInput, SqsContext } from './context.ts';
import { inRange, required, target } from './target.ts';

interface ReceiveInput extends QueueInput {
  readonly MaxNumberOfMessages?: number;
  readonly WaitTimeSeconds?: number;
  readonly VisibilityTimeout?: number;
  /** The old name of `MessageSystemAttributeNames`. */
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly ReceiveRequestAttemptId?: string;
}

interface HandleInput extends QueueInput {
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

interface BatchInput extends QueueInput {
  readonly Entries?: readonly (HandleInput & BatchEntry)[];
}

const SYSTEM_ATTRIBUTES = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
]);

export function receiveOperations(context: SqsContext): JsonOperations {
  const { queues, receiving, holding } = context;

  const remove = (name: string, { ReceiptHandle }: HandleInput): void =>
    holding.remove(name, required('ReceiptHandle', ReceiptHandle));

  const change = (name: string, { ReceiptHandle, VisibilityTimeout }: HandleInput): void =>
    holding.changeVisibility(
      name,
      required('ReceiptHandle', ReceiptHandle),
      required('VisibilityTimeout', VisibilityTimeout),
    );

  /** Each entry by itself, all in one commit. */
  function each({ Entries = [] }: BatchInput, work: (entry: HandleInput) => void) {
    checkEntries(Entries);
    const results = context.atomically(() => Entries.map((entry) => refusalOr(() => work(entry))));
    return batchAnswer(Entries, results, () => ({}));
  }

  return {
    async ReceiveMessage(input: ReceiveInput, call: AwsCall) {
      const name = target(context, input, call, 'ReceiveMessage');
      const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      const unknown = systemNames.find((attribute) => !SYSTEM_ATTRIBUTES.has(attribute));
      if (unknown) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      checkId('ReceiveRequestAttemptId', input.ReceiveRequestAttemptId);
      const { settings } = queues.get(name);
      const wait = input.WaitTimeSeconds ?? settings.ReceiveMessageWaitTimeSeconds;
      const gone = new AbortController();
      // A client that hangs up must not take messages with it.
      call.response.once('close', () => {
        if (!call.response.writableFinished) gone.abort();
      });
      const messages = await receiving.receive(name, {
        max: inRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10),
        waitSeconds: inRange('WaitTimeSeconds', wait, 0, 20),
        visibilityTimeout:
          input.VisibilityTimeout === undefined
            ? undefined
            : inRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200),
        attemptId: settings.fifo && input.ReceiveRequestAttemptId,
        signal: gone.signal,
        inside: false,
      });
      if (messages.length === 0) return {};
      const { MessageAttributeNames = [] } = input;
      return { Messages: messages.map((message) => onWire(message, systemNames, MessageAttributeNames)) };
    },

    DeleteMessage: (input: HandleInput, call: AwsCall) =>
      remove(target(context, input, call, 'DeleteMessage'), input),

    DeleteMessageBatch(input: BatchInput, call: AwsCall) {
      const name = target(context, input, call, 'DeleteMessage');
      return each(input, (entry) => remove(name, entry));
    },

    ChangeMessageVisibility: (input: HandleInput, call: AwsCall) =>
      change(target(context, input, call, 'ChangeMessageVisibility'), input),

    ChangeMessageVisibilityBatch(input: BatchInput, call: AwsCall) {
      const name = target(context, input, call, 'ChangeMessageVisibility');
      return each(input, (entry) => change(name, entry));
    },
  };
}

function onWire(message: QueueMessage, systemNames: readonly string[], names: readonly string[]) {
  const system = pickAttributes(message.attributes, systemNames);
  const attributes = pickAttributes(message.messageAttributes as MessageAttributes, names);
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
}
