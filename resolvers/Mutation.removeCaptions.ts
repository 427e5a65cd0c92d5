import type { Context } from '@aws-appsync/utils';
import { beginPeople } from './steps/people.ts';

export function request(ctx: Context) {
  beginPeople(ctx, 0);
  return {};
}

export { response } from './steps/answer-video.ts';
