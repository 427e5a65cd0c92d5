import type { Context } from '@aws-appsync/utils';
import type { QueryLikedVideosArgs } from '../generated/schema.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

/** The index `liked` holds what the caller likes, the latest like first. */
export function request(ctx: Context<QueryLikedVideosArgs>) {
  beginPage(ctx);
  beginPeople(ctx, 1);
  ctx.stash.index = 'liked';
  return {};
}

export { response } from './steps/answer-page.ts';
