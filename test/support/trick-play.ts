import { parse, types } from 'hls-parser';
import type { ParsedPlaylist } from 'm3u8-parser';
import { fetchOk, fetchPlaylist, probe } from './hls.ts';

type Segment = ParsedPlaylist['segments'][number];

const bytesOf = async (url: string, headers: Record<string, string> = {}) =>
  Buffer.from(await (await fetchOk(url, headers)).arrayBuffer());

/** What one I-frame playlist names. */
export interface TrickPlay {
  readonly codecs: string | undefined;
  readonly width: number | undefined;
  /** Of each key frame in seconds: the first picture of the very bytes that are named. */
  readonly times: readonly number[];
}

/** Every I-frame playlist of a master, each key frame fetched alone. Throws where one is none. */
export async function trickPlays(hlsUrl: string): Promise<readonly TrickPlay[]> {
  const master = parse((await fetchPlaylist(hlsUrl)).text);
  if (!(master instanceof types.MasterPlaylist)) throw new Error(`${hlsUrl} is no master playlist`);
  const found: TrickPlay[] = [];
  for (const { uri, codecs, resolution } of master.variants.filter(({ isIFrameOnly }) => isIFrameOnly)) {
    const url = new URL(uri, hlsUrl).href;
    const { segments } = await fetchPlaylist(url);
    const times = await Promise.all(segments.map((segment) => firstPicture(url, segment)));
    found.push({ codecs, width: resolution?.width, times });
  }
  return found;
}

/** When the first picture of these bytes is shown. */
async function firstPicture(url: string, { uri, byterange, map }: Segment): Promise<number> {
  const { offset, length } = byterange!;
  const init = await bytesOf(new URL(map!.uri, url).href);
  const range = `bytes=${offset}-${offset + length - 1}`;
  const frame = await bytesOf(new URL(uri, url).href, { range });
  const { packets } = await probe(Buffer.concat([init, frame]));
  if (!packets[0]?.flags.startsWith('K')) throw new Error(`${range} of ${uri} is no key frame`);
  return Number(packets[0].pts_time);
}
