import type { Context } from '@aws-appsync/utils';
import type { QueryContinueWatchingArgs } from '../generated/schema.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

/** The index `watching` holds what the caller began and did not finish, the latest first. */
export function request(ctx: Context<QueryContinueWatchingArgs>) {
  beginPage(ctx);
  beginPeople(ctx, 1);
  ctx.stash.index = 'watching';
  return {};
}

export { response } from './steps/answer-page.ts';
