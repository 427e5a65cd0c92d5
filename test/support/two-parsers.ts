import { parse, types } from 'hls-parser';
import { fetchOk, fetchPlaylist } from './hls.ts';

const { MasterPlaylist, MediaPlaylist } = types;

/**
 * Reads a master playlist and every playlist that it names by two parsers that know nothing of each other, and of us.
 * Throws where one of them cannot, or they do not see the same. Answers with how many playlists there were.
 */
export async function readByTwoParsers(hlsUrl: string): Promise<number> {
  const ours = await fetchPlaylist(hlsUrl);
  const master = parse(ours.text);
  if (!(master instanceof MasterPlaylist)) throw new Error(`${hlsUrl} is no master playlist`);
  const playable = master.variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
  const uris = new Set([
    ...master.variants.map(({ uri }) => uri),
    ...master.variants.flatMap(({ audio, subtitles }) =>
      [...audio, ...subtitles].flatMap(({ uri }) => uri ?? []),
    ),
  ]);
  const seen = (list: readonly { readonly uri: string }[] = []) => list.map(({ uri }) => uri).join(' ');
  if (seen(playable) !== seen(ours.playlists)) throw new Error(`Two parsers see other variants in ${hlsUrl}`);

  for (const uri of uris) {
    const url = new URL(uri, hlsUrl).href;
    const media = await fetchPlaylist(url);
    const other = parse(media.text);
    if (!(other instanceof MediaPlaylist)) throw new Error(`${url} is no media playlist`);
    if (!other.endlist || !media.endList) throw new Error(`${url} has no end`);
    if (seen(other.segments) !== seen(media.segments))
      throw new Error(`Two parsers see other segments in ${url}`);
    const longest = Math.max(...other.segments.map(({ duration }) => duration));
    if (Math.round(longest) > other.targetDuration) throw new Error(`${url} has segments beyond its target`);
    // The bytes that an I-frame playlist names are part of another's segment.
    for (const { uri: segment, byterange } of other.segments) {
      const range = byterange && `bytes=${byterange.offset}-${byterange.offset + byterange.length - 1}`;
      const answer = await fetchOk(new URL(segment, url).href, range ? { range } : {});
      const { byteLength } = await answer.arrayBuffer();
      if (byteLength === 0 || (byterange && byteLength !== byterange.length))
        throw new Error(`${segment} of ${url} has ${byteLength} bytes`);
    }
  }
  return 1 + uris.size;
}
