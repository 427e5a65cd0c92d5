import type { Logger } from '@aws-lambda-powertools/logger';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { countChange, type CountChange } from '../../model/engagement-row.ts';
import { STARS_MAX, STARS_MIN } from '../../model/limits.ts';
import { sortable } from './cursors.ts';

/** What one record of the stream adds to its video's counts. */
export interface Change extends CountChange {
  /** Its place in the shard, as a text that sorts. */
  readonly sequence: string;
}

type Images = NonNullable<DynamoDBRecord['dynamodb']>;
type Marshalled = Parameters<typeof unmarshall>[0];

/**
 * What the records of a batch change, by video, in the order of the shard. A record that changes no count, as most
 * do, is not among them: counted or not, it is the same.
 */
export function changesOf(
  records: readonly DynamoDBRecord[],
  logger: Pick<Logger, 'error'>,
): Map<string, [Change, ...Change[]]> {
  const changes = new Map<string, [Change, ...Change[]]>();
  for (const { eventID, dynamodb } of records) {
    const read = dynamodb && changeOf(dynamodb);
    if (!read) {
      logger.error('A record is none of an engagement and was skipped', { eventID });
      continue;
    }
    const { videoId, change } = read;
    if (!changesCounts(change)) continue;
    const earlier = changes.get(videoId);
    if (earlier) earlier.push(change);
    else changes.set(videoId, [change]);
  }
  return changes;
}

/** Whether the counts that are published change; views are not among them. */
export const changesReactions = ({ likes, ratingSum, ratings }: CountChange) =>
  likes !== 0 || ratingSum !== 0 || ratings !== 0;

const changesCounts = (change: CountChange) => changesReactions(change) || change.views !== 0;

function changeOf({ Keys, SequenceNumber, OldImage, NewImage }: Images) {
  const videoId = Keys?.['videoId']?.S;
  if (!videoId || !SequenceNumber || !/^\d+$/.test(SequenceNumber)) return undefined;
  const change = countChange(
    OldImage && counted(unmarshalled(OldImage)),
    NewImage && counted(unmarshalled(NewImage)),
  );
  return { videoId, change: { ...change, sequence: sortable(SequenceNumber) } };
}

const unmarshalled = (image: NonNullable<Images['NewImage']>) => unmarshall(image as Marshalled);

/**
 * What counts of a row. An attribute that somebody broke by hand counts as if it were missing, before and after: so
 * the counts are always those of the rows.
 */
export const counted = ({ likedAt, stars, viewedOn }: Readonly<Record<string, unknown>>) => ({
  ...(typeof likedAt === 'string' && { likedAt }),
  ...(isStars(stars) && { stars }),
  ...(typeof viewedOn === 'string' && { viewedOn }),
});

const isStars = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= STARS_MIN && (value as number) <= STARS_MAX;
