import { valueOf } from '../media/rational.ts';
import type { EncoderSettings } from '../settings/encoders.ts';
import type { SegmentPlan, VideoPlan } from './plan.ts';

export type EncoderCodec = 'H_264' | 'H_265' | 'AV1';

/** A codec and its settings, which the three have in common as far as this machine follows them. */
export interface Encoder {
  readonly codec: EncoderCodec;
  readonly settings: EncoderSettings;
}

/** QVBR's default level when the settings name none. */
const QVBR_LEVEL = 7;
/** Seconds; for `AUTO` and for settings that name no GOP. */
const GOP_SECONDS = 2;

/**
 * Each encoder's constant rate factor for a QVBR level: level 7, the service's advice for most video, is what
 * the encoder's authors call its default (x264 23, x265 28, SVT-AV1 35), and a level is worth a step of quality.
 */
const RATE_FACTORS: Readonly<Record<EncoderCodec, (level: number) => number>> = {
  H_264: (level) => 37 - 2 * level,
  H_265: (level) => 42 - 2 * level,
  AV1: (level) => 56 - 3 * level,
};

function rateControl({ codec, settings }: Encoder): string[] {
  const { rateControlMode, maxBitrate, bitrate, hrdBufferSize } = settings;
  if (rateControlMode === 'QVBR') {
    const { qvbrQualityLevel = QVBR_LEVEL, qvbrQualityLevelFineTune = 0 } = settings.qvbrSettings ?? {};
    const crf = RATE_FACTORS[codec](qvbrQualityLevel + qvbrQualityLevelFineTune);
    // SVT-AV1 counts in whole steps, and knows no ceiling beside them.
    if (codec === 'AV1') return ['-crf', String(Math.round(crf))];
    return ['-crf', String(Math.round(crf * 10) / 10), ...ceiling(maxBitrate, hrdBufferSize)];
  }
  const floor = rateControlMode === 'CBR' ? ['-minrate', String(bitrate)] : [];
  const most = rateControlMode === 'CBR' ? bitrate : (maxBitrate ?? (bitrate ?? 0) * 2);
  return ['-b:v', String(bitrate), ...floor, ...ceiling(most, hrdBufferSize)];
}

const ceiling = (most: number | undefined, buffer: number | undefined): string[] =>
  most ? ['-maxrate', String(most), '-bufsize', String(buffer || most * 2)] : [];

/** AV1's settings have no units: there a GOP counts frames. */
const gopUnits = ({ codec, settings }: Encoder) =>
  codec === 'AV1' ? 'FRAMES' : (settings.gopSizeUnits ?? 'FRAMES');

/** Seconds from key frame to key frame. */
export function gopSeconds(encoder: Encoder, video: VideoPlan): number {
  const { gopSize } = encoder.settings;
  const units = gopUnits(encoder);
  if (!gopSize || units === 'AUTO') return GOP_SECONDS;
  return units === 'SECONDS' ? gopSize : gopSize / valueOf(video.frameRate);
}

/**
 * Key frames by time, not by count, so that every rendition cuts at the same instants whatever its frame
 * rate. EXACT segments restart the GOP at each segment, as the service does, where one is no multiple of
 * the other.
 */
function keyFrames(encoder: Encoder, video: VideoPlan, segments: SegmentPlan | undefined): string[] {
  const gop = gopSeconds(encoder, video);
  const frames = String(Math.max(1, Math.ceil(gop * valueOf(video.frameRate))));
  // SVT-AV1 takes no forced key frames; it counts.
  if (encoder.codec === 'AV1') return ['-g', frames];
  const times = segments && segments.exact ? segments.length / gop : 0;
  const aligned = Math.abs(times - Math.round(times)) < 1e-6;
  // Frame counts give instants that are no exact decimals: half a millisecond absorbs the rounding.
  const slack = encoder.settings.gopSizeUnits === 'FRAMES' ? '+0.0005' : '';
  const step = Number(gop.toFixed(6));
  const length = segments?.length ?? 0;
  const restarted = (t: string) => `floor(${t}/${length})*1000+floor(mod(${t},${length})/${step})`;
  const expression = aligned
    ? `gte(t${slack},n_forced*${step})`
    : `if(n_forced,gt(${restarted('t')},${restarted('prev_forced_t')}),1)`;
  return ['-force_key_frames', `expr:${expression}`, '-g', frames, '-sc_threshold', '0'];
}

const option = (name: string, value: string | number | undefined) =>
  value === undefined ? [] : [name, `${value}`];

/** ffmpeg's options for one encoded picture. */
export function encoderArguments(
  encoder: Encoder,
  video: VideoPlan,
  segments: SegmentPlan | undefined,
): string[] {
  const { codec, settings } = encoder;
  const common = [...rateControl(encoder), ...keyFrames(encoder, video, segments)];
  switch (codec) {
    case 'H_264': {
      const level = /^LEVEL_(.*)$/.exec(settings.codecLevel ?? '')?.[1]?.replace('_', '.');
      const { codecProfile = 'MAIN', numberBFramesBetweenReferenceFrames: between } = settings;
      return [
        ...['-c:v', 'libx264', '-preset', 'veryfast', ...common],
        ...option('-profile:v', codecProfile.toLowerCase()),
        ...option('-level:v', level),
        ...option('-bf', codecProfile === 'BASELINE' ? 0 : between),
        ...option('-refs', settings.numberReferenceFrames),
      ];
    }
    case 'H_265': {
      // Apple's players know the codec by the name `hvc1` only.
      const parameters = 'log-level=error:scenecut=0:open-gop=0';
      return [
        ...['-c:v', 'libx265', '-preset', 'veryfast', ...common, '-profile:v', 'main', '-tag:v', 'hvc1'],
        ...option('-bf', settings.numberBFramesBetweenReferenceFrames),
        ...option('-refs', settings.numberReferenceFrames),
        ...['-x265-params', parameters],
      ];
    }
    case 'AV1':
      return ['-c:v', 'libsvtav1', '-preset', '10', ...common];
  }
}
