import type { Rendition, SegmentPlan } from './plan.ts';

/** Names inside the work directory: our own, so that no customer's name can be a pattern or an option. */
export const LOCAL = {
  playlist: 'index.m3u8',
  init: 'init.mp4',
  segment: '%09d.media',
  frame: '%07d.jpg',
  sheet: '%09d.jpg',
  file: 'file.mp4',
} as const;

/** How ffmpeg writes one output: a muxer, its options in their order, and the path that it writes to. */
export interface Muxer {
  readonly format: string;
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly path: string;
}

export function muxerOf(rendition: Rendition, segments: SegmentPlan | undefined): Muxer {
  const { id, format, output } = rendition;
  switch (format) {
    case 'SHEETS':
      return { format: 'image2', options: [['start_number', '1']], path: `${id}/${LOCAL.sheet}` };
    case 'FRAMES':
      return { format: 'image2', options: [['start_number', '0']], path: `${id}/${LOCAL.frame}` };
    case 'MP4': {
      const last = output.containerSettings?.mp4Settings?.moovPlacement === 'NORMAL';
      return {
        format: 'mp4',
        options: last ? [] : [['movflags', '+faststart']],
        path: `${id}/${LOCAL.file}`,
      };
    }
    default:
      return { format: 'hls', options: segmenting(rendition, segments), path: `${id}/${LOCAL.playlist}` };
  }
}

/**
 * A time so short that a file begins with every key frame: these files are the fragments, and segments are
 * put together from them. ffmpeg would write each segment as one fragment, in which only the first key frame
 * can be fetched alone, and its builds of 2018 cannot be told otherwise.
 */
const EVERY_KEY_FRAME = '0.001';

const segmenting = (
  { id, format, video }: Rendition,
  segments: SegmentPlan | undefined,
): Muxer['options'] => [
  ['hls_time', format === 'CMAF' && video ? EVERY_KEY_FRAME : String(segments?.length ?? 10)],
  ['hls_list_size', '0'],
  ['hls_playlist_type', 'vod'],
  ['start_number', '1'],
  ...(format === 'CMAF' ? FRAGMENTED : ([['hls_segment_type', 'mpegts']] as const)),
  ['hls_segment_filename', `${id}/${LOCAL.segment}`],
];

/**
 * Sound and picture are in separate files, so each must keep its own start: ffmpeg would shift each by its
 * own encoder delay to avoid negative times, and they would play 45 ms apart.
 */
const FRAGMENTED = [
  ['hls_segment_type', 'fmp4'],
  ['hls_fmp4_init_filename', LOCAL.init],
  ['avoid_negative_ts', 'disabled'],
] as const;

/** As an output of its own. */
export const muxerArguments = ({ format, options, path }: Muxer): string[] => [
  ...['-f', format],
  ...options.flatMap(([name, value]) => [`-${name}`, value]),
  path,
];

/**
 * Several outputs of one encoding: the first takes the picture alone, the second all that was encoded. Our
 * names hold nothing that the tee muxer would read as its own.
 */
export function teeArguments(picture: Muxer, whole: Muxer): string[] {
  const branch = ({ format, options, path }: Muxer, first: readonly (readonly [string, string])[]) =>
    `[${[...first, ['f', format], ...options].map(([name, value]) => `${name}=${value}`).join(':')}]${path}`;
  // Both muxers want the codec's parameters apart from its packets, which the tee muxer does not say.
  return [
    '-flags',
    '+global_header',
    '-f',
    'tee',
    `${branch(picture, [['select', 'v']])}|${branch(whole, [])}`,
  ];
}
