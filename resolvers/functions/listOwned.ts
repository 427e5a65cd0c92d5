import type { Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { VideoRow } from '../../model/video-row.ts';
import { beginRound, fillPage, takeRound } from '../steps/page.ts';
import { showListed } from '../steps/show-video.ts';

/**
 * Reads a round of one person's videos: of the partition that `stash.partition` names, of the index `stash.index`. The
 * index holds whole videos, so nothing else is to be read. Large ones end a round early: DynamoDB answers at most 1 MB.
 */
export function request(ctx: Context) {
  const { index, partition } = ctx.stash as { index: string; partition: Record<string, string> };
  const [[name = '', value = ''] = []] = Object.entries(partition);
  return query({ ...beginRound(ctx), index, query: { [name]: { eq: value } } });
}

export function response(ctx: Context): null {
  fillPage(
    ctx,
    takeRound<VideoRow>(ctx).map((row) => showListed(ctx, row)),
  );
  return null;
}
