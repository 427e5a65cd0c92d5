import { invalidParameter, missingParameter, SqsError } from './errors.ts';
import type { MessageAttribute, MessageAttributes } from './digest.ts';

/** Characters that SQS takes: those that XML 1.0 can hold. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;
const MAX_ATTRIBUTES = 10;

/** Refuses what SQS refuses: nothing, too much, characters of no text, or wrong attributes. */
export function checkMessage(body: unknown, attributes: MessageAttributes, maximumSize: number): string {
  if (typeof body !== 'string' || body === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(body))
    throw new SqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  checkAttributes(attributes);
  if (messageSize(body, attributes) > maximumSize)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumSize} bytes.`,
    );
  return body;
}

/** Bytes that count against the limit: the body, and names, types and values of the attributes. */
export function messageSize(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (size, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      size + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(body),
  );
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

function checkValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [kind = ''] = String(DataType).split('.');
  if (!['String', 'Number', 'Binary'].includes(kind))
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (typeof value !== 'string' || value === '')
    throw invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
    );
  if (kind === 'Number' && !/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value))
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}
