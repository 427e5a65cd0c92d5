import type { VideoStatus } from '../../generated/schema.ts';

/** The states of a video in words for people. */
export const STATUS_WORDS: Readonly<Record<VideoStatus, string>> = {
  AWAITING_UPLOAD: 'Waiting for the file',
  UPLOADED: 'Arrived, being looked at',
  PROCESSING: 'Transcoding',
  PLAYABLE: 'Playable, still transcoding',
  READY: 'Ready',
  FAILED: 'Failed',
};

/** `1:02:03` or `4:05`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Bytes as people read them. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const power = Math.min(Math.floor(Math.log10(count) / 3), 4);
  return `${(count / 1000 ** power).toFixed(power > 1 ? 1 : 0)} ${'kMGT'[power - 1]}B`;
}
