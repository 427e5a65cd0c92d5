import type { Context } from '@aws-appsync/utils';
import type { QueryVideoArgs } from '../generated/schema.ts';
import { beginPeople } from './steps/people.ts';

/** Null when there is no such video, and when the caller may not see it. */
export function request(ctx: Context<QueryVideoArgs>) {
  ctx.stash.videoId = ctx.args.id;
  beginPeople(ctx, 0);
  return {};
}

export { response } from './steps/answer-video.ts';
