import type { VideoCodecSettings } from '@aws-sdk/client-mediaconvert';
import { framesPerSecond, renditionRate } from '../../../model/frame-rate.ts';
import type { Rendition } from '../../../model/profiles.ts';
import type { Picture } from '../../../model/source.ts';

/** Seconds. A player may change the rung at each key frame, so all rungs have theirs at the same moments. */
export const KEY_FRAME_SECONDS = 2;

/** QVBR's scale goes to 10; at 7 the picture holds up on a large screen. */
const QUALITY_LEVEL = 7;

/** Of sources that do not say how fast they are, for the one codec that counts its key frames in frames. */
const USUAL_RATE = { numerator: 30, denominator: 1 };

export function codecSettings(source: Picture, { codec, maxBitrate }: Rendition): VideoCodecSettings {
  switch (codec) {
    case 'avc1':
      return { Codec: 'H_264', H264Settings: { ...common(source, maxBitrate), ...BY_TIME } };
    case 'hvc1':
      return {
        Codec: 'H_265',
        H265Settings: {
          ...common(source, maxBitrate),
          ...BY_TIME,
          CodecProfile: 'MAIN_MAIN',
          // The tag that Apple's players ask for.
          WriteMp4PackagingType: 'HVC1',
        },
      };
    case 'av01':
      return {
        Codec: 'AV1',
        Av1Settings: { ...common(source, maxBitrate), GopSize: keyFrameEvery(source), BitDepth: 'BIT_8' },
      };
  }
}

const common = (source: Picture, maxBitrate: number) =>
  ({
    RateControlMode: 'QVBR',
    QvbrSettings: { QvbrQualityLevel: QUALITY_LEVEL },
    MaxBitrate: maxBitrate,
    ...frameRate(source),
  }) as const;

const BY_TIME = {
  QualityTuningLevel: 'SINGLE_PASS_HQ',
  GopSize: KEY_FRAME_SECONDS,
  GopSizeUnits: 'SECONDS',
  GopClosedCadence: 1,
  // A key frame at each cut of the scene would come where other rungs have none.
  SceneChangeDetect: 'DISABLED',
  InterlaceMode: 'PROGRESSIVE',
  // A rendition's size is the picture's as shown; by default its pixels would stay as oblong as the source's.
  ParControl: 'SPECIFIED',
  ParNumerator: 1,
  ParDenominator: 1,
} as const;

/** The source's own, but where that is too fast. */
function frameRate({ frameRate: rate }: Picture) {
  const kept = rate && renditionRate(rate);
  if (!rate || !kept || kept === rate) return { FramerateControl: 'INITIALIZE_FROM_SOURCE' } as const;
  return {
    FramerateControl: 'SPECIFIED',
    FramerateNumerator: kept.numerator,
    FramerateDenominator: kept.denominator,
    FramerateConversionAlgorithm: 'DUPLICATE_DROP',
  } as const;
}

const keyFrameEvery = ({ frameRate: rate = USUAL_RATE }: Picture) =>
  Math.max(1, Math.round(KEY_FRAME_SECONDS * framesPerSecond(renditionRate(rate))));
