import type { Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { QueryMyVideosArgs } from '../../generated/schema.ts';
import { ownerStatus } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { caller } from '../steps/caller.ts';
import { nextRound, pageOf, takeRound } from '../steps/page.ts';
import { showVideo } from '../steps/show-video.ts';

/**
 * Each state of one person's videos is a partition of its own in the index `byOwnerStatus`, so a list of one
 * state fills its pages as well as the list of all does. A filter would leave them short, or empty.
 */
export function request(ctx: Context<QueryMyVideosArgs>) {
  const page = nextRound(pageOf(ctx));
  const ownerId = caller(ctx).sub ?? '';
  const { status } = ctx.args;
  return status
    ? query({ ...page, index: 'byOwnerStatus', query: { ownerStatus: { eq: ownerStatus(ownerId, status) } } })
    : query({ ...page, index: 'byOwner', query: { ownerId: { eq: ownerId } } });
}

export function response(ctx: Context) {
  const page = pageOf(ctx);
  takeRound<VideoRow>(ctx).forEach((row) => {
    const video = showVideo(row);
    if (video) page.videos.push(video);
  });
  return null;
}
