import type { CmafGroupSettings } from '@aws-sdk/client-mediaconvert';
import type { Size } from '../../../model/ladder.ts';

/** However long the video is, somebody who seeks finds their place among this many pictures. */
const PICTURES_MAX = 400;
/** Seconds from one picture to the next, at least. */
const INTERVAL_MIN = 1;
/** Seconds, of videos of unknown duration. */
const USUAL_INTERVAL = 10;

/** Pictures in a row, and rows, of one sheet. */
const SHEET_SIDE = 10;
/** Pixels of a picture's long side. */
const LONG_SIDE = 160;

/** Small pictures of a video, many to a sheet, and a playlist that says which is where. */
export function storyboard(
  picture: Size,
  duration: number | undefined,
): Pick<CmafGroupSettings, 'ImageBasedTrickPlay' | 'ImageBasedTrickPlaySettings'> {
  const interval =
    duration === undefined ? USUAL_INTERVAL : Math.max(INTERVAL_MIN, Math.ceil(duration / PICTURES_MAX));
  const count = duration === undefined ? SHEET_SIDE ** 2 : Math.max(1, Math.ceil(duration / interval));
  return {
    ImageBasedTrickPlay: 'ADVANCED',
    ImageBasedTrickPlaySettings: {
      IntervalCadence: 'FOLLOW_CUSTOM',
      ThumbnailInterval: interval,
      ...thumbnail(picture),
      TileWidth: Math.min(SHEET_SIDE, count),
      TileHeight: Math.min(SHEET_SIDE, Math.ceil(count / SHEET_SIDE)),
    },
  };
}

/** MediaConvert asks for widths that are multiples of 8, and for even heights. */
function thumbnail({ width, height }: Size) {
  const scale = LONG_SIDE / Math.max(width, height);
  return {
    ThumbnailWidth: toMultiple(width * scale, 8),
    ThumbnailHeight: toMultiple(height * scale, 2),
  };
}

const toMultiple = (pixels: number, of: number) => Math.max(of, Math.round(pixels / of) * of);
