import { bitrateCeiling, renditionName, type PictureCodec } from '../../model/ladder.ts';
import { AUDIO_BITRATE } from '../../model/limits.ts';
import { largestFirst } from '../../model/renditions.ts';
import type { Rendition } from '../../model/video-types.ts';
import type { Codec, JobDetail, JobTarget, OutputDetail } from './job-event.ts';

const outputs = ({ outputGroupDetails = [] }: JobDetail): readonly OutputDetail[] =>
  outputGroupDetails.flatMap(({ outputDetails = [] }) => outputDetails);

/**
 * What a job made for players to choose from, largest first. The service tells sizes but no codecs: those are in the job's
 * metadata, in the same order. MP4 files beside HLS are for downloads, and no renditions; pictures behind them are posters.
 */
export function renditions(detail: JobDetail, { video, audio, files }: JobTarget): Rendition[] {
  const pictures = outputs(detail).flatMap(({ videoDetails }) => (videoDetails ? [videoDetails] : []));
  const hasHls = video === undefined || video.length > 0 || audio;
  const codecs = hasHls ? (video ?? pictures.map(() => 'avc1' as const)) : files.filter(isPicture);
  const container = hasHls ? 'fmp4' : 'mp4';
  if (codecs.length === 0 && (audio || files.includes(SOUND)))
    return [{ name: 'audio', width: 0, height: 0, bitrate: AUDIO_BITRATE, codec: SOUND, container }];
  const made = pictures
    .slice(0, codecs.length)
    .map(({ widthInPx: width, heightInPx: height, averageBitrate }, index) => ({
      name: renditionName({ width, height }),
      width,
      height,
      bitrate: averageBitrate ?? bitrateCeiling({ width, height }, codecs[index]),
      codec: codecs[index]!,
      container,
    }));
  return largestFirst(made);
}

const isPicture = (codec: Codec): codec is PictureCodec => codec !== SOUND;

const SOUND = 'mp4a';

/** Seconds; the longest output's. Undefined when the job does not say. */
export function durationSeconds(detail: JobDetail): number | undefined {
  const longest = Math.max(0, ...outputs(detail).map(({ durationInMs = 0 }) => durationInMs));
  return longest > 0 ? longest / 1_000 : undefined;
}
