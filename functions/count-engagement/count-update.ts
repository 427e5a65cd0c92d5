import type { VideoUpdate } from '../shared/update-video.ts';
import { changesReactions, type Change } from './changes.ts';
import { cursorAt, cursorName, type Cursor } from './cursors.ts';

/**
 * Adds changes to a video's counts and moves the shard's cursor behind them, in one write. It is refused when one of
 * them is counted, and for a video that is gone.
 */
export function countUpdate(
  shardId: string,
  changes: readonly [Change, ...Change[]],
  now: number,
): VideoUpdate {
  const total = (count: (change: Change) => number) =>
    changes.reduce((sum, change) => sum + count(change), 0);
  return {
    UpdateExpression:
      'ADD likeCount :likes, ratingSum :ratingSum, ratingCount :ratings, viewCount :views, reactionVersion :reactions SET #cursor = :cursor',
    ConditionExpression: 'attribute_exists(id) AND (attribute_not_exists(#cursor) OR #cursor < :first)',
    ExpressionAttributeNames: { '#cursor': cursorName(shardId) },
    ExpressionAttributeValues: {
      ':likes': total(({ likes }) => likes),
      ':ratingSum': total(({ ratingSum }) => ratingSum),
      ':ratings': total(({ ratings }) => ratings),
      ':views': total(({ views }) => views),
      ':reactions': changes.some(changesReactions) ? 1 : 0,
      ':cursor': cursorAt(changes.at(-1)!.sequence, now),
      ':first': changes[0].sequence,
    },
  };
}

/** Removes cursors, each only if it is what it was. */
export const clearUpdate = (expired: readonly (readonly [name: string, cursor: Cursor])[]): VideoUpdate => ({
  UpdateExpression: `REMOVE ${expired.map((_, index) => `#cursor${index}`).join(', ')}`,
  ConditionExpression: expired.map((_, index) => `#cursor${index} = :cursor${index}`).join(' AND '),
  ExpressionAttributeNames: Object.fromEntries(expired.map(([name], index) => [`#cursor${index}`, name])),
  ExpressionAttributeValues: Object.fromEntries(
    expired.map(([, cursor], index) => [`:cursor${index}`, cursor]),
  ),
});
