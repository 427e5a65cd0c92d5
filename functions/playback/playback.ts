import type { Playback } from '../../generated/schema.ts';
import { FOR_MEMBERS, NOT_READY, type Refusal } from '../../model/errors.ts';
import { playlistKey, videoFolder } from '../../model/keys.ts';
import type { VideoView } from '../../model/video-view.ts';
import { refusal, type FieldRequest } from '../shared/appsync.ts';
import { playlistQuery, type Grant } from '../shared/grant-parameters.ts';
import { RequestError } from '../shared/request-error.ts';
import { signGrant, type SigningKey } from './sign-grant.ts';

export interface PlaybackDependencies {
  /** Where players fetch from: `https://d1.cloudfront.net`. */
  readonly origin: string;
  readonly signingKey: () => Promise<SigningKey>;
  readonly grantSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One video's `playback`. Whoever was shown the video may ask for it: the resolver above has decided that. */
/** What decides about a grant. */
export type VideoSource = Pick<VideoView, 'id' | 'ownerId' | 'status' | 'access' | 'attempt'>;

export type PlaybackRequest = FieldRequest<unknown> & { readonly source: VideoSource };

/** One grant for each video of a page, in the order asked. A video that cannot be played does not spoil the others. */
export const playback =
  ({ origin, signingKey, grantSeconds, now }: PlaybackDependencies) =>
  async (requests: readonly PlaybackRequest[]): Promise<(Playback | Refusal)[]> => {
    const key = await signingKey();
    const expires = Math.floor(now() / 1_000) + grantSeconds;
    return requests.map(({ identity, source }) => {
      const error = whyNot(source, identity?.sub);
      if (error) return refusal(error);
      const grant = signGrant(origin, source.id, expires, key);
      return {
        hlsUrl: `${origin}/${playlistKey(source.id, source.attempt ?? 1)}?${playlistQuery(grant)}`,
        files: [],
        cookies: cookies(new URL(origin).hostname, source.id, grant),
        expiresAt: new Date(expires * 1_000).toISOString(),
      };
    });
  };

function whyNot({ status, access, ownerId }: VideoSource, callerId: string | null | undefined) {
  if (status !== 'READY') return new RequestError('NotReady', NOT_READY);
  if (access === 'PREMIUM' && callerId !== ownerId)
    return new RequestError('MembershipRequired', FOR_MEMBERS);
  return undefined;
}

/** Each video's cookies have a path of their own, so that one grant does not overwrite another. */
const cookies = (domain: string, videoId: string, grant: Grant) =>
  [
    { name: 'CloudFront-Policy', value: grant.policy },
    { name: 'CloudFront-Signature', value: grant.signature },
    { name: 'CloudFront-Key-Pair-Id', value: grant.keyPairId },
  ].map((cookie) => ({ ...cookie, domain, path: `/${videoFolder(videoId)}` }));
