import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBRecord } from 'aws-lambda';
import { listingOf, saysTheSame, type Image, type Listing } from './listing.ts';
import { isDeletion, type News } from './plan.ts';

/** News of a video, and the record that brought it. */
export interface Heard {
  readonly news: News;
  readonly sequenceNumber: string;
}

/**
 * What a batch says that may matter: of each video the newest. Counts and progress change nothing that shelves depend
 * on, and are dropped here, before anything is read.
 */
export function newestOf(records: readonly DynamoDBRecord[], logger: Pick<Logger, 'error'>): Heard[] {
  const newest = new Map<string, Heard>();
  for (const record of records) {
    const news = newsOf(record, logger);
    if (!news) continue;
    const before = newest.get(news.videoId);
    if (!before || overtakes(news, before.news))
      newest.set(news.videoId, { news, sequenceNumber: record.dynamodb?.SequenceNumber ?? '' });
  }
  return [...newest.values()];
}

const overtakes = (news: News, before: News) =>
  !isDeletion(before) && (isDeletion(news) || news.version > before.version);

function newsOf(
  { eventID, eventName, dynamodb }: DynamoDBRecord,
  logger: Pick<Logger, 'error'>,
): News | undefined {
  const { Keys, NewImage, OldImage } = dynamodb ?? {};
  if (eventName === 'REMOVE') return { videoId: Keys!['id']!.S!, deleted: true };
  const after = listingOf((NewImage ?? {}) as Image);
  if (!after) {
    // Tried again it would be the same: it is told of, and left.
    logger.error('A video has no id or version that can be read', { eventID, videoId: Keys?.['id'] });
    return undefined;
  }
  const before = OldImage ? listingOf(OldImage as Image) : NOWHERE;
  return before && saysTheSame(before, after) ? undefined : after;
}

const NOWHERE: Listing = { videoId: '', version: 0, shelves: [] };
