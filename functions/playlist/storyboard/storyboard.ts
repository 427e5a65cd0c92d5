import type { Sheet } from './image-playlist.ts';

/** A small picture, and when it is to be seen. */
interface Cue {
  readonly start: number;
  readonly sheet: Sheet;
  /** Which of its sheet's pictures it is, row by row. */
  readonly index: number;
}

/** As many as fit one answer of a Lambda (6 MB), with a grant in each. */
const CUES_MAX = 5_000;

/**
 * A WebVTT file whose cues name a part of a sheet each, one after the other without a gap, the last one up to the video's
 * end. Of more pictures than fit every second one is left out, or every third.
 *
 * @param duration seconds; where nobody knows them, the sheets' own
 * @param withGrant puts the viewer's grant on an address
 */
export function storyboard(
  sheets: readonly Sheet[],
  duration: number | undefined,
  withGrant: (uri: string) => string,
): string {
  const end = duration ?? sheets.reduce((sum, { seconds }) => sum + seconds, 0);
  const all = cuesOf(sheets, end);
  const step = Math.max(1, Math.ceil(all.length / CUES_MAX));
  const cues = all.filter((_, index) => index % step === 0);
  const lines = cues.map(({ start, sheet, index }, at) => {
    const { uri, columns, width, height } = sheet;
    const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height];
    const part = `${withGrant(uri)}#xywh=${x},${y},${width},${height}`;
    return `${time(start)} --> ${time(cues[at + 1]?.start ?? end)}\n${part}\n`;
  });
  return ['WEBVTT\n', ...lines].join('\n');
}

/** Every picture before the end. A sheet's last row may have places that stand for nothing. */
function cuesOf(sheets: readonly Sheet[], end: number): readonly Cue[] {
  const cues: Cue[] = [];
  let begin = 0;
  for (const sheet of sheets) {
    const places = Math.min(
      sheet.columns * sheet.rows,
      Math.ceil(sheet.seconds / sheet.tileSeconds - TOLERANCE),
    );
    for (let index = 0; index < places; index += 1) {
      const start = begin + index * sheet.tileSeconds;
      if (start < end - TOLERANCE) cues.push({ start, sheet, index });
    }
    begin += sheet.seconds;
  }
  return cues;
}

/** Durations are written in rounded decimals; and no cue may be shorter than WebVTT's milliseconds. */
const TOLERANCE = 0.001;

/** `01:02:03.456`. */
function time(seconds: number): string {
  const milliseconds = Math.round(seconds * 1_000);
  const digits = (value: number, length: number) => String(Math.floor(value)).padStart(length, '0');
  const clock = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1_000) % 60];
  return `${clock.map((part) => digits(part, 2)).join(':')}.${digits(milliseconds % 1_000, 3)}`;
}
