import { FOR_MEMBERS, NOT_READY } from '../../model/errors.ts';
import { isMember, type MembershipRow } from '../../model/membership.ts';
import { isPlayable } from '../../model/pipeline.ts';
import type { VideoView } from '../../model/video-view.ts';
import { isForMembers, mayWatch } from '../../model/visibility.ts';
import { RequestError } from '../shared/request-error.ts';

/** Who asks for grants. */
export interface Viewer {
  /** Missing for a guest. */
  readonly sub?: string;
  /** Missing, too, where nothing that they ask for takes one. */
  readonly membership?: MembershipRow;
}

type Video = Pick<VideoView, 'ownerId' | 'status' | 'access'>;

/** Whether a membership decides about a grant. */
export const needsMembership = (video: Video, sub: string | undefined) =>
  sub !== undefined && isPlayable(video.status) && isForMembers(video, sub);

/** Why somebody is given no grant; undefined when they are. `now` in epoch milliseconds. */
export function whyNot(video: Video, { sub, membership }: Viewer, now: number): RequestError | undefined {
  if (!isPlayable(video.status)) return new RequestError('NotReady', NOT_READY);
  if (!mayWatch(video, sub, isMember(membership, new Date(now).toISOString())))
    return new RequestError('MembershipRequired', FOR_MEMBERS);
  return undefined;
}

/** When a grant ends, in whole epoch seconds: never later than the membership that it took. */
export function endOf(video: Video, { sub, membership }: Viewer, now: number, grantSeconds: number): number {
  const end = Math.floor(now / 1_000) + grantSeconds;
  return membership && isForMembers(video, sub)
    ? Math.min(end, Math.floor(Date.parse(membership.endsAt) / 1_000))
    : end;
}
