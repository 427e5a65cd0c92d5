import type { Context } from '@aws-appsync/utils';
import type { VideoView } from '../../model/video-view.ts';
import { caller } from './caller.ts';

export { response } from './invoke.ts';

/** All videos of one answer go to the function in one call, and each is no more than what decides about its grant. */
export function request(ctx: Context) {
  const { id, ownerId, status, access, attempt, profile, renditions, hasFiles, hasStoryboard } =
    ctx.source as VideoView;
  return {
    operation: 'BatchInvoke',
    payload: {
      field: ctx.info.fieldName,
      arguments: ctx.args,
      identity: caller(ctx),
      source: { id, ownerId, status, access, attempt, profile, renditions, hasFiles, hasStoryboard },
    },
  };
}
