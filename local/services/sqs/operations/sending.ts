import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { batchAnswer, checkEntries, type BatchEntry } from '../batch.ts';
import type { MessageAttributes } from '../digest.ts';
import { batchError, SqsError } from '../errors.ts';
import { messageSize, type MessageInput } from '../message-check.ts';
import type { SentMessage } from '../sending.ts';
import type { QueueInput, SqsContext } from './context.ts';
import { target } from './target.ts';

interface SendInput extends QueueInput {
  readonly MessageBody?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

interface SendBatchInput extends QueueInput {
  readonly Entries?: readonly (SendInput & BatchEntry)[];
}

const BATCH_BYTES = 1_048_576;

export function sendOperations(context: SqsContext): JsonOperations {
  return {
    SendMessage(input: SendInput, call: AwsCall) {
      const name = target(context, input, call, 'SendMessage');
      const [sent] = context.sending.send(name, [toMessage(input)], call.caller);
      if (sent instanceof SqsError) throw sent;
      return onWire(sent!);
    },

    SendMessageBatch(input: SendBatchInput, call: AwsCall) {
      const name = target(context, input, call, 'SendMessage');
      const { Entries = [] } = input;
      checkEntries(Entries);
      const size = Entries.reduce(
        (sum, { MessageBody = '', MessageAttributes = {} }) =>
          sum + messageSize(MessageBody, MessageAttributes),
        0,
      );
      if (size > BATCH_BYTES)
        throw batchError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${BATCH_BYTES} bytes. You have sent ${size} bytes.`,
        );
      return batchAnswer(Entries, context.sending.send(name, Entries.map(toMessage), call.caller), onWire);
    },
  };
}

const toMessage = (input: SendInput): MessageInput => ({
  body: input.MessageBody,
  attributes: input.MessageAttributes,
  systemAttributes: input.MessageSystemAttributes,
  delaySeconds: input.DelaySeconds,
  groupId: input.MessageGroupId,
  deduplicationId: input.MessageDeduplicationId,
});

const onWire = (sent: SentMessage) => ({
  MessageId: sent.messageId,
  MD5OfMessageBody: sent.md5OfBody,
  MD5OfMessageAttributes: sent.md5OfAttributes,
  MD5OfMessageSystemAttributes: sent.md5OfSystemAttributes,
  SequenceNumber: sent.sequenceNumber,
});
