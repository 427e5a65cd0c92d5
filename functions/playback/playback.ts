import type { Playback } from '../../generated/schema.ts';
import type { Refusal } from '../../model/errors.ts';
import { playlistKey, storyboardKey, videoFolder } from '../../model/keys.ts';
import type { VideoView } from '../../model/video-view.ts';
import { refusal, type FieldRequest } from '../shared/appsync.ts';
import { edgeQuery, playlistQuery, VIEWER_COOKIE, type Grant } from '../shared/grant-parameters.ts';
import { readMembership, type AccountsTable } from '../shared/payments/accounts.ts';
import { endOf, needsMembership, whyNot, type Viewer } from './entitlement.ts';
import { mp4Files, type FileSource } from './files.ts';
import { signGrant, type SigningKey } from './sign-grant.ts';
import { signViewer } from './sign-viewer.ts';

export interface PlaybackDependencies {
  readonly accounts: AccountsTable;
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
  ({ accounts, origin, signingKey, grantSeconds, now }: PlaybackDependencies) =>
  async (requests: readonly PlaybackRequest[]): Promise<(Playback | string | null | Refusal)[]> => {
    const [key, viewer] = await Promise.all([signingKey(), readViewer(accounts, requests)]);
    const at = now();
    return Promise.all(
      requests.map(async ({ field, source }) => {
        const error = whyNot(source, viewer, at);
        if (field === 'storyboardUrl' && (error || !source.hasStoryboard)) return null;
        if (error) return refusal(error);
        const expires = endOf(source, viewer, at, grantSeconds);
        const grant = await sign(source, viewer, origin, expires, key);
        return field === 'storyboardUrl'
          ? `${origin}/${storyboardKey(source.id, source.attempt ?? 1)}?${playlistQuery(grant)}`
          : playbackOf(source, origin, grant, expires);
      }),
    );
  };

/** All requests of one call are one caller's. Their membership is read once, as it is now, and only where it decides. */
async function readViewer(accounts: AccountsTable, requests: readonly PlaybackRequest[]): Promise<Viewer> {
  const sub = requests[0]?.identity?.sub ?? undefined;
  if (sub === undefined || !requests.some(({ source }) => needsMembership(source, sub))) return { sub };
  return { sub, membership: await readMembership(accounts, sub) };
}

/** A premium video's grant says whom it is for as well. */
async function sign(
  { id, access }: VideoSource,
  { sub }: Viewer,
  origin: string,
  expires: number,
  key: SigningKey,
): Promise<Grant> {
  const grant = signGrant(origin, id, expires, key);
  return access === 'FREE' || sub === undefined
    ? grant
    : { ...grant, viewer: await signViewer(sub, id, expires, key) };
}

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

/** Each video's cookies have a path of their own, so that one grant does not overwrite another. */
const cookies = (domain: string, videoId: string, grant: Grant) =>
  [
    { name: 'CloudFront-Policy', value: grant.policy },
    { name: 'CloudFront-Signature', value: grant.signature },
    { name: 'CloudFront-Key-Pair-Id', value: grant.keyPairId },
    ...(grant.viewer === undefined ? [] : [{ name: VIEWER_COOKIE, value: grant.viewer }]),
  ].map((cookie) => ({ ...cookie, domain, path: `/${videoFolder(videoId)}` }));
