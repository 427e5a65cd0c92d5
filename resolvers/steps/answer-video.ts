import type { Context } from '@aws-appsync/utils';
import type { VideoView } from '../../model/video-view.ts';
import { withPeople } from './people.ts';

/** The pipeline's one video, with its people. */
export function answerVideo(ctx: Context) {
  const video = ctx.stash.video as VideoView | null;
  return video ? withPeople(ctx, [video])[0] : null;
}

export const response = (ctx: Context) => answerVideo(ctx);
