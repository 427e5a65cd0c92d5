import { util, type Context } from '@aws-appsync/utils';
import type { MutationRecordProgressArgs } from '../../generated/schema.ts';
import { finishedFrom, type EngagementRow } from '../../model/engagement-row.ts';
import { WATCH_LEASE_SECONDS } from '../../model/limits.ts';
import { viewerState, type VideoView } from '../../model/video-view.ts';
import { engage } from '../steps/engage.ts';
import { stopOnError } from '../steps/stop-on-error.ts';
import { NOTE, noted, position } from '../steps/watch.ts';

/**
 * Notes the position of a video that was just looked at, and takes a lease on what was seen. Who has come to the end
 * has nothing to continue, until they go back.
 */
export function request(ctx: Context<MutationRecordProgressArgs>) {
  const end = finishedFrom((ctx.stash.video as VideoView).durationSeconds);
  const lease = `${NOTE}, leaseUntil = :until, finishedFrom = :end`;
  const values = {
    ...noted(ctx),
    ':until': util.time.nowEpochSeconds() + WATCH_LEASE_SECONDS,
    ':end': end,
  };
  return position(ctx) < end
    ? engage(ctx, `${lease}, watchedAt = :now`, { ...values, ':now': util.time.nowISO8601() })
    : engage(ctx, `${lease} REMOVE watchedAt`, values);
}

export function response(ctx: Context): null {
  stopOnError(ctx);
  ctx.stash.viewer = viewerState(ctx.result as EngagementRow, true);
  return null;
}
