import type { MessageAttributes } from '../digest.ts';
import { textOrNone, type Row } from './open.ts';

/** A message as it is sent. Times are milliseconds since the epoch. */
export interface NewMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `AWSTraceHeader`. */
  readonly traceHeader: string | undefined;
  readonly senderId: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly groupId: string | undefined;
  /** Of a FIFO queue: within `scope`, for five minutes, a message of this id is sent but once. */
  readonly deduplication: { readonly id: string; readonly scope: string } | undefined;
}

export interface ReceivedMessage extends Omit<NewMessage, 'visibleAt' | 'deduplication'> {
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  /** Name of the queue that it was moved from, in a dead-letter queue. */
  readonly deadLetterSource: string | undefined;
  readonly deduplicationId: string | undefined;
  /** In a FIFO queue. */
  readonly sequenceNumber: string | undefined;
}

/** What a receipt handle holds: which message, and which of its receives. */
export interface Receipt {
  readonly id: number;
  readonly nonce: string;
}

export function readReceiptHandle(handle: string): Receipt | undefined {
  const parts = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(Buffer.from(handle, 'base64').toString('latin1'));
  return parts ? { id: Number(parts[1]), nonce: parts[2]! } : undefined;
}

export const writeReceiptHandle = ({ id, nonce }: Receipt) =>
  Buffer.from(`${id}.${nonce}`).toString('base64');

/** AWS's sequence numbers have 20 digits and rise with gaps. */
const FIRST_SEQUENCE = 18_800_000_000_000_000_000n;
const SEQUENCE_STEP = 256n;

/** Rows are numbered in the order in which they were sent, and so are messages. */
export const sequenceNumber = (row: number) => String(FIRST_SEQUENCE + BigInt(row) * SEQUENCE_STEP);

/** A row that has just been received. */
export function toReceived(row: Row, receiptHandle: string, now: number): ReceivedMessage {
  const deduplicationId = textOrNone(row['deduplication_id']);
  return {
    messageId: String(row['message_id']),
    receiptHandle,
    body: String(row['body']),
    attributes: JSON.parse(String(row['attributes'])) as MessageAttributes,
    traceHeader: textOrNone(row['trace_header']),
    senderId: String(row['sender_id']),
    sentAt: Number(row['sent_at']),
    receiveCount: Number(row['receive_count']) + 1,
    firstReceivedAt: row['first_received_at'] === null ? now : Number(row['first_received_at']),
    deadLetterSource: textOrNone(row['dead_letter_source']),
    groupId: textOrNone(row['group_id']),
    deduplicationId,
    sequenceNumber: deduplicationId === undefined ? undefined : sequenceNumber(Number(row['id'])),
  };
}
