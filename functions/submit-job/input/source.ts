import type { ProbeResult, Track, VideoProperties } from '@aws-sdk/client-mediaconvert';
import type { FailureReason } from '../../../model/failures.ts';
import { framesPerSecond, RATE_MAX, type FrameRate } from '../../../model/frame-rate.ts';
import type { Size } from '../../../model/ladder.ts';
import { DURATION_MAX_SECONDS, SIDE_MAX, SIDE_MIN } from '../../../model/limits.ts';
import type { Picture, Source } from '../../../model/source.ts';
import { AUDIO_CODECS, VIDEO_CODECS } from './codecs.ts';

/** Each costs a decoder, or the time to see that it needs none. */
const TRACKS_MAX = 64;
const PIXELS_MAX = SIDE_MAX * 4_320;

/** What Probe says of a file, or why no job could make anything of it. */
export function sourceOf({ Container: container }: ProbeResult): Source | FailureReason {
  const tracks = container?.Tracks ?? [];
  if (tracks.length > TRACKS_MAX) return 'TOO_MANY_TRACKS';
  const duration = Math.max(container?.Duration ?? 0, ...tracks.map(({ Duration = 0 }) => Duration));
  if (duration > DURATION_MAX_SECONDS) return 'TOO_LONG';

  // A job takes the first of each.
  const video = tracks.find(({ TrackType }) => TrackType === 'video');
  const audio = tracks.find(({ TrackType }) => TrackType === 'audio');
  if (!video && !audio) return 'NOT_A_VIDEO';
  if (audio && !AUDIO_CODECS.has(audio.Codec)) return 'UNSUPPORTED_CODEC';
  const picture = video && pictureOf(video);
  if (typeof picture === 'string') return picture;
  return {
    hasAudio: audio !== undefined,
    ...(picture && { picture }),
    ...(duration > 0 && { duration }),
  };
}

function pictureOf({ Codec: codec, VideoProperties: video = {} }: Track): Picture | FailureReason {
  if (!VIDEO_CODECS.has(codec)) return 'UNSUPPORTED_CODEC';
  const size = displaySize(video);
  if (!size) return 'CORRUPT';
  if (isTooLarge(size) || isTooLarge({ width: video.Width ?? 0, height: video.Height ?? 0 }))
    return 'PICTURE_TOO_LARGE';
  if (Math.min(size.width, size.height) < SIDE_MIN) return 'PICTURE_TOO_SMALL';
  const frameRate = rateOf(video);
  if (frameRate && framesPerSecond(frameRate) > RATE_MAX) return 'UNSUPPORTED_RATE';
  return { ...size, ...(frameRate && { frameRate }), highRange: isHighRange(video) };
}

const isTooLarge = ({ width, height }: Size) =>
  Math.max(width, height) > SIDE_MAX || width * height > PIXELS_MAX;

/** Phones store portrait video lying on its side, and old formats store pixels that are not square. */
function displaySize({
  Width,
  Height,
  Rotation = 0,
  SampleAspectRatio = {},
}: VideoProperties): Size | undefined {
  if (!Width || !Height) return undefined;
  const { Numerator = 1, Denominator = 1 } = SampleAspectRatio;
  const stretch = Numerator > 0 && Denominator > 0 ? Numerator / Denominator : 1;
  const upright = { width: Math.round(Width * stretch), height: Height };
  const quarterTurned = Rotation % 180 !== 0;
  return quarterTurned ? { width: upright.height, height: upright.width } : upright;
}

function rateOf({
  FrameRate: { Numerator = 0, Denominator = 0 } = {},
}: VideoProperties): FrameRate | undefined {
  return Numerator > 0 && Denominator > 0 ? { numerator: Numerator, denominator: Denominator } : undefined;
}

const isHighRange = ({ TransferCharacteristics: transfer }: VideoProperties) =>
  transfer === 'SMPTE_2084' || transfer === 'ARIB_B67';
