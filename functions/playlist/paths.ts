/** What an address asks for. Of a `FILE` there is an object of this key; the others are put together. */
export type Wanted =
  | {
      readonly kind: 'MASTER' | 'STORYBOARD' | 'FILE';
      readonly videoId: string;
      readonly attempt: number;
      readonly key: string;
    }
  | { readonly kind: 'CAPTIONS'; readonly videoId: string; readonly key: string };

/**
 * Our own playlists' addresses, and nothing that could be read in two ways: no encoding, no `..`, no `//`, no zeros in front.
 * So what was checked is what is fetched.
 */
const PATH =
  /^\/(videos\/([A-Za-z0-9]+)\/(?:([1-9][0-9]{0,8})\/hls\/([A-Za-z0-9_-]+\.m3u8|storyboard\.vtt)|captions\/[A-Za-z0-9-]+\/index\.m3u8))$/;

/** Undefined for none of our addresses. */
export function wantedAt(path: string): Wanted | undefined {
  const [, key, videoId, attempt, name] = PATH.exec(path) ?? [];
  if (!key || !videoId) return undefined;
  if (!attempt) return { kind: 'CAPTIONS', videoId, key };
  const kind = name === 'master.m3u8' ? 'MASTER' : name === 'storyboard.vtt' ? 'STORYBOARD' : 'FILE';
  return { kind, videoId, attempt: Number(attempt), key };
}
