import { valueOf, type Rational } from '../media/rational.ts';
import { JobError } from '../jobs/job-error.ts';
import type { SegmentedGroupSettings } from '../settings/settings.ts';
import { SHEET } from '../settings/validate.ts';
import { gopSeconds } from './encoders.ts';
import { framing, type Size } from './geometry.ts';
import { outputNames, type Location } from './names.ts';
import type { Rendition } from './plan.ts';

/** Small pictures of a film at even intervals, many in one JPEG. */
export interface SheetPlan {
  /** Seconds from one picture to the next. */
  readonly interval: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * The sheets of a group that asks for them and has a picture to take them from: as large and as often as
 * `ADVANCED` says, at the key frames for `THUMBNAIL`. Times are rounded to whole frames, as the service does.
 */
export function sheetRendition(
  id: string,
  base: Location,
  group: SegmentedGroupSettings,
  shown: Size,
  renditions: readonly Rendition[],
): Rendition | undefined {
  const { imageBasedTrickPlay = 'NONE', imageBasedTrickPlaySettings } = group;
  const video = renditions.find((rendition) => rendition.video?.encoder)?.video;
  if (imageBasedTrickPlay === 'NONE' || !video?.encoder) return undefined;
  const wanted = imageBasedTrickPlay === 'ADVANCED' ? (imageBasedTrickPlaySettings ?? {}) : {};
  const seconds =
    wanted.intervalCadence === 'FOLLOW_CUSTOM' ? wanted.thumbnailInterval! : gopSeconds(video.encoder, video);
  const frameRate = everySeconds(seconds, video.frameRate);
  const { thumbnailWidth: width = SHEET.width, thumbnailHeight: height } = wanted;
  const { tileWidth: columns = SHEET.side, tileHeight: rows = SHEET.side } = wanted;
  const frames = framing(shown, { width, ...(height && { height }) });
  if (frames.frame.height * rows > SHEET.most)
    throw new JobError(1040, `Tile images would be higher than ${SHEET.most} pixels.`);
  return {
    id,
    format: 'SHEETS',
    names: outputNames(base.key, { nameModifier: '_thumbnail' }, { format: 'SHEETS', video: true }),
    output: {},
    video: {
      framing: frames,
      frameRate,
      sheet: { interval: 1 / valueOf(frameRate), columns, rows },
    },
  };
}

/** The rate of one frame every so many seconds of a film. */
function everySeconds(seconds: number, { numerator, denominator }: Rational): Rational {
  const frames = Math.max(1, Math.round((seconds * numerator) / denominator));
  return { numerator, denominator: denominator * frames };
}
