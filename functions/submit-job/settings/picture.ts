import type { VideoCodecSettings, VideoDescription } from '@aws-sdk/client-mediaconvert';
import type { Size } from '../../../model/ladder.ts';
import type { Rendition } from '../../../model/profiles.ts';
import type { Picture } from '../../../model/source.ts';
import { codecSettings } from './codecs.ts';

/** A rendition's picture: its size, its codec, and what is done to every frame. */
export const renditionPicture = (source: Picture, rendition: Rendition): VideoDescription =>
  pictureOf(source, rendition, codecSettings(source, rendition));

export const pictureOf = (
  source: Picture,
  { width, height }: Size,
  codec: VideoCodecSettings,
): VideoDescription => ({
  Width: width,
  Height: height,
  VideoPreprocessors: {
    // Touches only frames that are marked as interlaced.
    Deinterlacer: { Mode: 'DEINTERLACE', Control: 'NORMAL' },
    // Screens that know no high dynamic range would show its colours pale.
    ...(source.highRange && { ColorCorrector: { ColorSpaceConversion: 'FORCE_709' } }),
  },
  CodecSettings: codec,
});
