import { GUARDED_INPUT } from '../media/input-guard.ts';
import { filterGraph, withVideo } from './filter-graph.ts';
import { encoderArguments } from './encoders.ts';
import type { GroupPlan, Plan, Rendition, SegmentPlan, VideoPlan } from './plan.ts';

/** Names inside the work directory: our own, so that no customer's name can be a pattern or an option. */
export const LOCAL = {
  playlist: 'index.m3u8',
  init: 'init.mp4',
  segment: '%09d.media',
  frame: '%07d.jpg',
  sheet: '%09d.jpg',
  file: 'file.mp4',
} as const;

/**
 * The whole job as one ffmpeg command: one decode, one muxer for each output (so that the 2018 builds,
 * which cannot expand `%v` in init file names, work as well). Runs in the work directory, in which the
 * folders of all renditions exist.
 */
export function ffmpegArguments(plan: Plan, inputPath: string): string[] {
  const graph = filterGraph(plan);
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...(plan.automaticTurn ? [] : ['-noautorotate']),
    ...[...GUARDED_INPUT, '-i', `file:${inputPath}`],
    ...(graph ? ['-filter_complex', graph] : []),
    ...plan.groups.flatMap((group) =>
      group.renditions.flatMap((rendition) => outputArguments(rendition, group)),
    ),
    ...['-progress', 'pipe:1', '-nostats'],
  ];
}

function outputArguments(rendition: Rendition, group: GroupPlan): string[] {
  const { audio } = rendition;
  return [
    ...(withVideo(rendition)
      ? ['-map', `[v${rendition.id}]`, ...videoArguments(rendition.video, group.segments)]
      : []),
    ...(audio
      ? [
          ...['-map', `0:${audio.track.index}`, '-af', 'aresample=async=1:first_pts=0', '-c:a', 'aac'],
          ...['-b:a', String(audio.bitrate), '-ar', String(audio.sampleRate), '-ac', String(audio.channels)],
        ]
      : []),
    // Nothing of the source's own tags (where it was filmed, by what) reaches an output.
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-max_muxing_queue_size', '4096'],
    ...muxerArguments(rendition, group.segments),
  ];
}

function videoArguments(video: VideoPlan, segments: SegmentPlan | undefined): string[] {
  if (video.encoder) return encoderArguments(video.encoder, video, segments);
  const { quality = 80, maxCaptures } = video.capture ?? {};
  // The service's quality runs from 1 to 100, MJPEG's quantiser from 31 down to 2.
  const quantiser = Math.round(31 - (quality / 100) * 29);
  return [
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', String(quantiser)],
    ...(maxCaptures ? ['-frames:v', String(maxCaptures)] : []),
  ];
}

function muxerArguments(
  { id, format, output, video }: Rendition,
  segments: SegmentPlan | undefined,
): string[] {
  switch (format) {
    case 'SHEETS':
      return ['-f', 'image2', '-start_number', '1', `${id}/${LOCAL.sheet}`];
    case 'FRAMES':
      return ['-f', 'image2', '-start_number', '0', `${id}/${LOCAL.frame}`];
    case 'MP4': {
      const last = output.containerSettings?.mp4Settings?.moovPlacement === 'NORMAL';
      return [...(last ? [] : ['-movflags', '+faststart']), '-f', 'mp4', `${id}/${LOCAL.file}`];
    }
    default:
      return [
        ...[
          '-f',
          'hls',
          '-hls_time',
          format === 'CMAF' && video ? EVERY_KEY_FRAME : String(segments?.length ?? 10),
        ],
        ...['-hls_list_size', '0'],
        ...['-hls_playlist_type', 'vod', '-start_number', '1'],
        ...(format === 'CMAF' ? FRAGMENTED : ['-hls_segment_type', 'mpegts']),
        ...['-hls_segment_filename', `${id}/${LOCAL.segment}`, `${id}/${LOCAL.playlist}`],
      ];
  }
}

/**
 * A time so short that a file begins with every key frame: these files are the fragments, and segments are
 * put together from them. ffmpeg would write each segment as one fragment, in which only the first key frame
 * can be fetched alone, and its builds of 2018 cannot be told otherwise.
 */
const EVERY_KEY_FRAME = '0.001';

/**
 * Sound and picture are in separate files, so each must keep its own start: ffmpeg would shift each by its
 * own encoder delay to avoid negative times, and they would play 45 ms apart.
 */
const FRAGMENTED = [
  ...['-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', LOCAL.init],
  ...['-avoid_negative_ts', 'disabled'],
];
