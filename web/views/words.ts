import type { CaptionsStatus, VideoStatus } from '../../generated/schema.ts';

/** The states of a video in words for people. */
export const STATUS_WORDS: Readonly<Record<VideoStatus, string>> = {
  AWAITING_UPLOAD: 'Waiting for the file',
  UPLOADED: 'Arrived, being looked at',
  PROCESSING: 'Transcoding',
  PLAYABLE: 'Playable, still transcoding',
  READY: 'Ready',
  FAILED: 'Failed',
};

/** The states of captions. */
export const CAPTIONS_WORDS: Readonly<Record<CaptionsStatus, string>> = {
  AWAITING_UPLOAD: 'Being looked at',
  READY: 'Ready',
  FAILED: 'Refused',
};

/** Codecs as people know them. */
export const CODEC_WORDS: Readonly<Record<string, string>> = {
  avc1: 'H.264',
  hvc1: 'H.265',
  av01: 'AV1',
  mp4a: 'sound',
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

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `7`, `4.5`, `1.2K`. */
export const amount = (count: number) => compact.format(count);

/** `1 view`, `1.2K views`. */
export const plural = (count: number, noun: string) => `${amount(count)} ${noun}${count === 1 ? '' : 's'}`;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 days ago`, `just now`. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  const [unit, length] = STEPS.find(([, length]) => seconds >= length) ?? [];
  return unit === undefined || length === undefined
    ? 'just now'
    : relative.format(-Math.floor(seconds / length), unit);
}

/** Why there is no picture, or no longer one: by the CDN's status, and the player's own word. */
export const stoppedBecause = (status: number | undefined, details: string): string =>
  status === 404 ? 'This video has no files to play.' : `The video stopped and cannot go on (${details}).`;

/** What somebody is told who watches before all renditions are there. */
export const soonWords = (progress: number | null | undefined): string =>
  `Better quality is on its way${progress == null ? '' : ` · ${progress} %`}`;
