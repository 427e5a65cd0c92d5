import { AwsError } from '../../../runtime/errors.ts';
import { validationError } from '../dynalite.ts';

/** A place in a shard, as it travels through the client. It grants nothing: reading asks IAM for its stream. */
export interface ShardIterator {
  readonly streamArn: string;
  readonly shardId: string;
  /** Records after this sequence number come next; absent at the oldest record that there is. */
  readonly after?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly issued: number;
}

/** How long an iterator can be used. */
const LIFETIME_MS = 15 * 60 * 1000;
const VERSION = '1';

export function formatIterator({ streamArn, shardId, after = '', issued }: ShardIterator): string {
  const place = Buffer.from(JSON.stringify([shardId, after, issued])).toString('base64url');
  return `${streamArn}|${VERSION}|${place}`;
}

/** Throws `ValidationException` for what is no iterator. */
export function parseIterator(text: string): ShardIterator {
  const [streamArn = '', version, place = '', ...more] = text.split('|');
  const [shardId, after, issued] = version === VERSION && more.length === 0 ? placeOf(place) : [];
  if (
    streamArn === '' ||
    typeof shardId !== 'string' ||
    typeof after !== 'string' ||
    typeof issued !== 'number'
  )
    throw validationError('Invalid ShardIterator');
  return { streamArn, shardId, issued, ...(after !== '' && { after }) };
}

function placeOf(text: string): readonly unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(place) ? place : [];
  } catch {
    return [];
  }
}

export function assertFresh(iterator: ShardIterator, now: number): void {
  if (now > iterator.issued + LIFETIME_MS)
    throw new AwsError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(iterator.issued).toISOString()}`,
    );
}
