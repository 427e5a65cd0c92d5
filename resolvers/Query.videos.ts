import type { Context } from '@aws-appsync/utils';
import type { QueryVideosArgs } from '../generated/schema.ts';
import { feedFilter } from './steps/feed-filter.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

/** Every combination of filters has a shelf of its own, so a feed is one query that always fills its page. */
export function request(ctx: Context<QueryVideosArgs>) {
  beginPage(ctx);
  beginPeople(ctx, 1);
  ctx.stash.filter = feedFilter(ctx.args);
  return {};
}

export { response } from './steps/answer-page.ts';
