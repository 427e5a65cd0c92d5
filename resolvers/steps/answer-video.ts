import type { Context } from '@aws-appsync/utils';
import type { VideoView } from '../../model/video-view.ts';
import { withPeople } from './people.ts';

/** Answers with the pipeline's one video. */
export function response(ctx: Context) {
  const video = ctx.stash.video as VideoView | null;
  return video ? withPeople(ctx, [video])[0] : null;
}
