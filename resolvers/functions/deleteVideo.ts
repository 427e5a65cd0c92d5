import type { Context } from '@aws-appsync/utils';
import { remove } from '@aws-appsync/utils/dynamodb';
import type { MutationDeleteVideoArgs } from '../../generated/schema.ts';
import { idKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { caller } from '../steps/caller.ts';
import { noSuchVideo, requireShown } from '../steps/show-video.ts';
import { stopOnError } from '../steps/stop-on-error.ts';

/**
 * Deletes the row, if the caller may: its owner, and whoever is in the group `admins`. Everything else of the video
 * follows from that; see `functions/delete-files`.
 */
export function request(ctx: Context<MutationDeleteVideoArgs>) {
  const { sub, groups } = caller(ctx);
  const isAdmin = (groups ?? ([] as string[])).indexOf('admins') > -1;
  return remove({
    key: { id: idKey(ctx.args.id) },
    condition: isAdmin ? { id: { attributeExists: true } } : { ownerId: { eq: sub ?? '' } },
  });
}

/**
 * When the condition fails, AppSync reads the row: that there is none counts as done, with no answer. A malformed row is
 * deleted like any other, but nothing can be said of it.
 */
export function response(ctx: Context) {
  if (ctx.error?.type === 'DynamoDB:ConditionalCheckFailedException') noSuchVideo();
  stopOnError(ctx);
  const row = ctx.result as VideoRow | null;
  if (!row) noSuchVideo();
  ctx.stash.video = requireShown(ctx, row as VideoRow);
  return ctx.stash.video;
}
