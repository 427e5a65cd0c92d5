import { GUARDED_INPUT } from '../media/input-guard.ts';
import { filterGraph, withVideo } from './filter-graph.ts';
import { encoderArguments } from './encoders.ts';
import { muxerArguments, muxerOf, teeArguments } from './muxers.ts';
import type { GroupPlan, Plan, Rendition, SegmentPlan, VideoPlan } from './plan.ts';
import { sharedPictures } from './shared-pictures.ts';

/**
 * The whole job as one ffmpeg command: one decode, one encoding for each different picture, one muxer for
 * each output (so that the 2018 builds, which cannot expand `%v` in init file names, work as well). Runs in
 * the work directory, in which the folders of all renditions exist.
 */
export function ffmpegArguments(plan: Plan, inputPath: string): string[] {
  const shared = sharedPictures(plan);
  const followers = new Set([...shared.values()].map(({ rendition }) => rendition));
  const encoded = plan.groups.map((group) => ({
    ...group,
    renditions: group.renditions.filter((rendition) => !followers.has(rendition)),
  }));
  const graph = filterGraph({ ...plan, groups: encoded });
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...(plan.automaticTurn ? [] : ['-noautorotate']),
    ...[...GUARDED_INPUT, '-i', `file:${inputPath}`],
    ...(graph ? ['-filter_complex', graph] : []),
    ...encoded.flatMap((group) =>
      group.renditions.flatMap((rendition) =>
        outputArguments(rendition, group, shared.get(rendition.id)?.rendition),
      ),
    ),
    ...['-progress', 'pipe:1', '-nostats'],
  ];
}

/** One encoding and its output; with `file` also the MP4 file of the same picture, with that file's sound. */
function outputArguments(rendition: Rendition, group: GroupPlan, file: Rendition | undefined): string[] {
  const { audio } = file ?? rendition;
  const muxer = muxerOf(rendition, group.segments);
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
    ...(file ? teeArguments(muxer, muxerOf(file, undefined)) : muxerArguments(muxer)),
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
