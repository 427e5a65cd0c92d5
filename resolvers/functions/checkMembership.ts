import { runtime, util, type Context } from '@aws-appsync/utils';
import { get } from '@aws-appsync/utils/dynamodb';
import { FOR_MEMBERS } from '../../model/errors.ts';
import type { MembershipRow } from '../../model/membership.ts';
import type { VideoView } from '../../model/video-view.ts';
import { isForMembers } from '../../model/visibility.ts';
import { caller } from '../steps/caller.ts';
import { isMemberNow, membershipKey } from '../steps/membership.ts';
import { stopOnError } from '../steps/stop-on-error.ts';

/** Reads the caller's membership as it is now, if it takes one to watch the video that was just looked at. */
export function request(ctx: Context) {
  const { sub } = caller(ctx);
  if (!isForMembers(ctx.stash.video as VideoView, sub)) runtime.earlyReturn(null);
  return get({ key: membershipKey(sub ?? ''), consistentRead: true });
}

export function response(ctx: Context): null {
  stopOnError(ctx);
  if (!isMemberNow(ctx.result as MembershipRow | null)) util.error(FOR_MEMBERS, 'MembershipRequired');
  return null;
}
