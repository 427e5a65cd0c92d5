import type { Context } from '@aws-appsync/utils';
import type { QueryMyVideosArgs } from '../generated/schema.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

export function request(ctx: Context<QueryMyVideosArgs>) {
  beginPage(ctx);
  beginPeople(ctx, 1);
  return {};
}

export { response } from './steps/answer-page.ts';
