import type { Context } from '@aws-appsync/utils';
import { answerVideo } from './steps/answer-video.ts';
import { beginPeople } from './steps/people.ts';

export function request(ctx: Context) {
  beginPeople(ctx, 1);
  return {};
}

export const response = (ctx: Context) => ({ ...ctx.stash.upload, video: answerVideo(ctx) });
