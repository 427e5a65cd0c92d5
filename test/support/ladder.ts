import { fetchPlaylist, fetchRendition, probe, type FetchedRendition, type ProbedStream } from './hls.ts';

/** One rendition of the pictures, measured by other tools than those that made it. */
export interface InspectedRung extends FetchedRendition {
  readonly attributes: {
    readonly BANDWIDTH: number;
    readonly 'AVERAGE-BANDWIDTH'?: string;
    readonly 'FRAME-RATE'?: number;
    readonly AUDIO?: string;
    readonly RESOLUTION?: { readonly width: number; readonly height: number };
    readonly CODECS?: string;
  };
  readonly stream: ProbedStream;
  /** Seconds. */
  readonly keyFrames: readonly number[];
  /** When the first picture is shown, in seconds. */
  readonly start: number;
}

export interface InspectedLadder {
  readonly independentSegments: boolean;
  readonly rungs: readonly InspectedRung[];
  /** When the sound of each audio rendition begins, in seconds. */
  readonly soundStarts: readonly number[];
}

/** Fetches every rendition through the CDN as a player with a grant would, and looks into all of them. */
export async function inspectLadder(hlsUrl: string): Promise<InspectedLadder> {
  const master = await fetchPlaylist(hlsUrl);
  const absolute = (uri: string) => new URL(uri, hlsUrl).href;
  const rungs = await Promise.all(
    master.playlists!.map(async ({ uri, attributes }): Promise<InspectedRung> => {
      const fetched = await fetchRendition(absolute(uri));
      const { streams, packets } = await probe(fetched.bytes);
      const times = (of: typeof packets) => of.map(({ pts_time }) => Number(pts_time));
      return {
        ...fetched,
        attributes,
        stream: streams[0]!,
        keyFrames: times(packets.filter(({ flags }) => flags.startsWith('K'))),
        start: Math.min(...times(packets)),
      };
    }),
  );
  const sounds = Object.values(master.mediaGroups!.AUDIO).flatMap((group) => Object.values(group));
  const soundStarts = await Promise.all(
    sounds.map(async ({ uri }) => {
      const { packets } = await probe((await fetchRendition(absolute(uri!))).bytes);
      return Number(packets[0]!.pts_time);
    }),
  );
  return { independentSegments: master.independentSegments ?? false, rungs, soundStarts };
}
