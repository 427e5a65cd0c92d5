import { util, type Context } from '@aws-appsync/utils';
import type { MutationRecordProgressArgs } from '../../generated/schema.ts';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { viewerState } from '../../model/video-view.ts';
import { engage, typed } from '../steps/engage.ts';
import { stopOnError } from '../steps/stop-on-error.ts';
import { NOTE, noted, position } from '../steps/watch.ts';

/**
 * Notes a position under the lease of an earlier look at the video: the one call that watching costs, and no row but
 * the person's own is touched. Without a lease, or near the end, nothing is written, and the pipeline goes on.
 */
export const request = (ctx: Context<MutationRecordProgressArgs>) => ({
  ...engage(ctx, `${NOTE}, watchedAt = :now`, { ...noted(ctx), ':now': util.time.nowISO8601() }),
  condition: {
    expression: 'leaseUntil > :seconds AND finishedFrom > :reached',
    expressionValues: typed({ ':seconds': util.time.nowEpochSeconds(), ':reached': position(ctx) }),
  },
});

export function response(ctx: Context): null {
  if (ctx.error?.type === 'DynamoDB:ConditionalCheckFailedException') return null;
  stopOnError(ctx);
  // Only who may watch has a lease.
  ctx.stash.viewer = viewerState(ctx.result as EngagementRow, true);
  return null;
}
