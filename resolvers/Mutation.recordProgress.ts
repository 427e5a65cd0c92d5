import { util, type Context } from '@aws-appsync/utils';
import type { MutationRecordProgressArgs, ViewerState } from '../generated/schema.ts';
import { DURATION_MAX_SECONDS } from '../model/limits.ts';

/** Positions that no video has are refused before anything is written; see `checkWatching` for the others. */
export function request(ctx: Context<MutationRecordProgressArgs>) {
  const { videoId, positionSeconds } = ctx.args;
  if (!Number.isFinite(positionSeconds) || positionSeconds < 0 || positionSeconds > DURATION_MAX_SECONDS)
    util.error(`positionSeconds: must be from 0 to ${DURATION_MAX_SECONDS}.`, 'BadRequest');
  ctx.stash.videoId = videoId;
  return {};
}

export const response = (ctx: Context): ViewerState => ctx.stash.viewer;
