import type { Context } from '@aws-appsync/utils';
import type { VideoView } from '../../model/video-view.ts';
import { pageOf } from './page.ts';
import { withPeople } from './people.ts';

/** Answers with the pipeline's page. */
export const response = (ctx: Context) => ({
  items: withPeople(ctx, ctx.stash.videos as VideoView[]),
  nextToken: pageOf(ctx).nextToken,
});
