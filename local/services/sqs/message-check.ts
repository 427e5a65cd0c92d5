import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from './digest.ts';
import { invalidParameter, missingParameter, SqsError, unsupportedForQueueType } from './errors.ts';
import type { QueueSettings } from './queue-attributes.ts';

/** A message as a caller gives it. */
export interface MessageInput {
  readonly body: string | undefined;
  readonly attributes?: MessageAttributes | undefined;
  readonly systemAttributes?: MessageAttributes | undefined;
  readonly delaySeconds?: number | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** Characters that SQS takes: those that XML 1.0 can hold. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const MAX_ATTRIBUTES = 10;
const MAX_DELAY_SECONDS = 900;
/** Group, deduplication and attempt ids: letters, digits and the punctuation of ASCII. */
const ORDINARY_ID = /^[!-~]{1,128}$/;

/** Refuses what SQS refuses: nothing, too much, characters of no text, or wrong attributes. Answers the body. */
export function checkMessage(input: MessageInput, settings: QueueSettings): string {
  const { body, attributes = {}, systemAttributes = {} } = input;
  if (body === undefined || body === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(body))
    throw new SqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  checkAttributes(attributes);
  checkSystemAttributes(systemAttributes);
  const limit = settings.MaximumMessageSize;
  if (messageSize(body, attributes) > limit)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  return body;
}

/** Bytes that count against the limit: the body, and names, types and values of the attributes. */
export function messageSize(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (size, [name, { DataType = '', StringValue = '', BinaryValue = '' }]) =>
      size + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(body),
  );
}

/** Seconds until the message is visible. In a FIFO queue only the queue itself may delay. */
export function delayOf({ delaySeconds }: MessageInput, { DelaySeconds, fifo }: QueueSettings): number {
  if (delaySeconds === undefined) return DelaySeconds;
  if (fifo && delaySeconds !== 0) throw unsupportedForQueueType('DelaySeconds');
  if (delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS)
    throw invalidParameter(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  return fifo ? DelaySeconds : delaySeconds;
}

/** Where the message stands among others: its group, and by what it is recognised when it comes again. */
export function orderOf(input: MessageInput, { fifo }: QueueSettings) {
  const { groupId, deduplicationId, body = '' } = input;
  checkId('MessageGroupId', groupId);
  checkId('MessageDeduplicationId', deduplicationId);
  if (!fifo) {
    if (deduplicationId !== undefined) throw unsupportedForQueueType('MessageDeduplicationId');
    return { groupId, deduplication: undefined };
  }
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  if (deduplicationId === undefined && !fifo.ContentBasedDeduplication)
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  const id = deduplicationId ?? createHash('sha256').update(body).digest('hex');
  return { groupId, deduplication: { id, scope: fifo.DeduplicationScope === 'queue' ? '' : groupId } };
}

export function checkId(parameter: string, id: string | undefined): void {
  if (id !== undefined && !ORDINARY_ID.test(id))
    throw invalidParameter(
      `Value ${id} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
}

function checkSystemAttributes(attributes: MessageAttributes): void {
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (name !== 'AWSTraceHeader')
      throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
    if (DataType !== 'String' || !StringValue)
      throw invalidParameter(
        `The message system attribute '${name}' must be of type String and have a value.`,
      );
  }
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES)
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  for (const [name, attribute] of entries) {
    if (!ATTRIBUTE_NAME.test(name))
      throw invalidParameter(`The message attribute name '${name}' is invalid.`);
    checkValue(name, attribute);
  }
}

function checkValue(name: string, { DataType = '', StringValue, BinaryValue }: MessageAttribute): void {
  const [kind = ''] = DataType.split('.');
  if (!['String', 'Number', 'Binary'].includes(kind))
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '')
    throw invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
    );
  if (FORBIDDEN.test(value))
    throw invalidParameter(`The message attribute '${name}' contains characters outside the allowed set.`);
  if (kind === 'Number' && !/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value))
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}
