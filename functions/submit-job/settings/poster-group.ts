import type { OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { Size } from '../../../model/ladder.ts';
import type { Picture } from '../../../model/source.ts';
import { pictureOf } from './picture.ts';

/** The part of a video after which most have begun: the first picture is often black. */
const POSTER_SHARE = 0.1;
const QUALITY = 85;

/** Which moments are captured: the beginning of every interval, as often as said. */
interface Captures {
  /** Milliseconds. */
  readonly interval: number;
  readonly count: number;
}

/** There is a second picture only if the video is known to go on for so long. */
const captures = (duration = 0): Captures =>
  duration < 1
    ? { interval: 1_000, count: 1 }
    : { interval: Math.round(duration * 1_000 * POSTER_SHARE), count: 2 };

/** The name of the poster among the captured pictures: the last one of them. */
export const posterName = (base: string, duration: number | undefined) =>
  `${base}.${String(captures(duration).count - 1).padStart(7, '0')}.jpg`;

/** A picture of the video that stands for it, of this size. */
export function posterGroup(
  picture: Picture,
  duration: number | undefined,
  size: Size,
  destination: string,
): OutputGroup {
  const { interval, count } = captures(duration);
  return {
    Name: 'Poster',
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: destination },
    },
    Outputs: [
      {
        ContainerSettings: { Container: 'RAW' },
        VideoDescription: pictureOf(picture, size, {
          Codec: 'FRAME_CAPTURE',
          FrameCaptureSettings: {
            FramerateNumerator: 1_000,
            FramerateDenominator: interval,
            MaxCaptures: count,
            Quality: QUALITY,
          },
        }),
      },
    ],
  };
}
