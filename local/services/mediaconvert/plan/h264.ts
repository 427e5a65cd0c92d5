import { valueOf } from '../media/rational.ts';
import type { H264Settings } from '../settings/settings.ts';
import type { SegmentPlan, VideoPlan } from './plan.ts';

/** QVBR's default level when the settings name none. */
const QVBR_LEVEL = 7;
/** Seconds; for `AUTO` and for settings that name no GOP. */
const GOP_SECONDS = 2;

/**
 * x264's constant rate factor for a QVBR level: level 7, the service's advice for most video, is x264's own
 * default of 23, and a level is worth two steps.
 */
const rateFactor = (level: number): number => 37 - 2 * level;

function rateControl(h264: H264Settings): string[] {
  const { rateControlMode, maxBitrate, bitrate } = h264;
  if (rateControlMode === 'QVBR') {
    const { qvbrQualityLevel = QVBR_LEVEL, qvbrQualityLevelFineTune = 0 } = h264.qvbrSettings ?? {};
    const crf = rateFactor(qvbrQualityLevel + qvbrQualityLevelFineTune);
    return ['-crf', String(Math.round(crf * 10) / 10), ...ceiling(maxBitrate, h264.hrdBufferSize)];
  }
  const floor = rateControlMode === 'CBR' ? ['-minrate', String(bitrate)] : [];
  const most = rateControlMode === 'CBR' ? bitrate : (maxBitrate ?? (bitrate ?? 0) * 2);
  return ['-b:v', String(bitrate), ...floor, ...ceiling(most, h264.hrdBufferSize)];
}

const ceiling = (most: number | undefined, buffer: number | undefined): string[] =>
  most ? ['-maxrate', String(most), '-bufsize', String(buffer || most * 2)] : [];

function gopSeconds(video: VideoPlan): number {
  const { gopSize, gopSizeUnits } = video.h264 ?? {};
  if (!gopSize || gopSizeUnits === 'AUTO') return GOP_SECONDS;
  return gopSizeUnits === 'SECONDS' ? gopSize : gopSize / valueOf(video.frameRate);
}

/**
 * Key frames by time, not by count, so that every rendition cuts at the same instants whatever its frame
 * rate. EXACT segments restart the GOP at each segment, as the service does, where one is no multiple of
 * the other.
 */
function keyFrames(video: VideoPlan, segments: SegmentPlan | undefined): string[] {
  const gop = gopSeconds(video);
  const frames = String(Math.max(1, Math.ceil(gop * valueOf(video.frameRate))));
  const times = segments && segments.exact ? segments.length / gop : 0;
  const aligned = Math.abs(times - Math.round(times)) < 1e-6;
  // Frame counts give instants that are no exact decimals: half a millisecond absorbs the rounding.
  const slack = video.h264?.gopSizeUnits === 'FRAMES' ? '+0.0005' : '';
  const step = Number(gop.toFixed(6));
  const length = segments?.length ?? 0;
  const restarted = (t: string) => `floor(${t}/${length})*1000+floor(mod(${t},${length})/${step})`;
  const expression = aligned
    ? `gte(t${slack},n_forced*${step})`
    : `if(n_forced,gt(${restarted('t')},${restarted('prev_forced_t')}),1)`;
  return ['-force_key_frames', `expr:${expression}`, '-g', frames, '-sc_threshold', '0'];
}

/** ffmpeg's options for one H.264 stream. */
export function h264Arguments(video: VideoPlan, segments: SegmentPlan | undefined): string[] {
  const h264 = video.h264 ?? {};
  const level = /^LEVEL_(.*)$/.exec(h264.codecLevel ?? '')?.[1]?.replace('_', '.');
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [name, `${value}`];
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast'],
    ...rateControl(h264),
    ...keyFrames(video, segments),
    ...option('-profile:v', (h264.codecProfile ?? 'MAIN').toLowerCase()),
    ...option('-level:v', level),
    ...option('-bf', h264.codecProfile === 'BASELINE' ? 0 : h264.numberBFramesBetweenReferenceFrames),
    ...option('-refs', h264.numberReferenceFrames),
  ];
}
