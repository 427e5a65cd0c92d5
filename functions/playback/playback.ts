import type { Playback } from '../../generated/schema.ts';
import { FOR_MEMBERS, NOT_READY, type Refusal } from '../../model/errors.ts';
import { playlistKey, storyboardKey, videoFolder } from '../../model/keys.ts';
import { isPlayable } from '../../model/pipeline.ts';
import type { VideoView } from '../../model/video-view.ts';
import { mayWatch } from '../../model/visibility.ts';
import { refusal, type FieldRequest } from '../shared/appsync.ts';
import { edgeQuery, playlistQuery, type Grant } from '../shared/grant-parameters.ts';
import { RequestError } from '../shared/request-error.ts';
import { mp4Files, type FileSource } from './files.ts';
import { signGrant, type SigningKey } from './sign-grant.ts';

export interface PlaybackDependencies {
  /** Where players fetch from: `https://d1.cloudfront.net`. */
  readonly origin: string;
  readonly signingKey: () => Promise<SigningKey>;
  readonly grantSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What decides about a grant, and what there is to be watched with it. */
export type VideoSource = FileSource & Pick<VideoView, 'ownerId' | 'status' | 'access' | 'hasStoryboard'>;

/** Of the field `playback`, or `storyboardUrl`. Whoever was shown the video may ask: the resolver above has decided that. */
export type PlaybackRequest = FieldRequest<unknown> & { readonly source: VideoSource };

/** One grant for each video of a page, in the order asked. A video that cannot be played does not spoil the others. */
export const playback =
  ({ origin, signingKey, grantSeconds, now }: PlaybackDependencies) =>
  async (requests: readonly PlaybackRequest[]): Promise<(Playback | string | null | Refusal)[]> => {
    const key = await signingKey();
    const expires = Math.floor(now() / 1_000) + grantSeconds;
    return requests.map(({ field, identity, source }) => {
      const error = whyNot(source, identity?.sub ?? undefined);
      if (field === 'storyboardUrl' && (error || !source.hasStoryboard)) return null;
      if (error) return refusal(error);
      const grant = signGrant(origin, source.id, expires, key);
      return field === 'storyboardUrl'
        ? `${origin}/${storyboardKey(source.id, source.attempt ?? 1)}?${playlistQuery(grant)}`
        : playbackOf(source, origin, grant, expires);
    });
  };

/** Everything is signed with the one grant: signing is what costs time. */
function playbackOf(source: VideoSource, origin: string, grant: Grant, expires: number): Playback {
  const files = (source.status === 'READY' ? mp4Files(source) : []).map(({ name, codec, key }) => ({
    ...{ name, codec },
    url: `${origin}/${key}?${edgeQuery(grant)}`,
  }));
  const hasHls = source.profile !== 'COMPACT';
  return {
    hlsUrl: hasHls
      ? `${origin}/${playlistKey(source.id, source.attempt ?? 1)}?${playlistQuery(grant)}`
      : null,
    mp4Url: files[0]?.url ?? null,
    files,
    cookies: cookies(new URL(origin).hostname, source.id, grant),
    expiresAt: new Date(expires * 1_000).toISOString(),
  };
}

function whyNot(source: VideoSource, callerId: string | undefined) {
  if (!isPlayable(source.status)) return new RequestError('NotReady', NOT_READY);
  if (!mayWatch(source, callerId)) return new RequestError('MembershipRequired', FOR_MEMBERS);
  return undefined;
}

/** Each video's cookies have a path of their own, so that one grant does not overwrite another. */
const cookies = (domain: string, videoId: string, grant: Grant) =>
  [
    { name: 'CloudFront-Policy', value: grant.policy },
    { name: 'CloudFront-Signature', value: grant.signature },
    { name: 'CloudFront-Key-Pair-Id', value: grant.keyPairId },
  ].map((cookie) => ({ ...cookie, domain, path: `/${videoFolder(videoId)}` }));
