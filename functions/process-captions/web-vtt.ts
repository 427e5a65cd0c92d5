/** One thing to show, from when to when, in milliseconds. */
export interface Cue {
  readonly start: number;
  readonly end: number;
  /** As WebVTT has them: `line:0`, `align:start`. */
  readonly settings: readonly string[];
  /** As WebVTT has it; see `cue-text.ts`. */
  readonly text: string;
}

/** The file that players read: cues, and nothing else. Without a map of time, which means that 0 is the video's beginning. */
export const webVtt = (cues: readonly Cue[]): string =>
  ['WEBVTT\n', ...cues.map(({ text, ...cue }) => `${timing(cue)}\n${text}\n`)].join('\n');

const timing = ({ start, end, settings }: Omit<Cue, 'text'>) =>
  [`${timestamp(start)} --> ${timestamp(end)}`, ...settings].join(' ');

/** `01:02:03.004`. */
function timestamp(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const digits = (value: number, count: number) => String(value).padStart(count, '0');
  return `${parts.map((part) => digits(part, 2)).join(':')}.${digits(milliseconds % 1_000, 3)}`;
}
