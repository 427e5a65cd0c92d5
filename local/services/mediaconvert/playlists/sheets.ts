import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SheetPlan } from '../plan/sheets.ts';
import { unsound } from './boxes.ts';
import type { Segment } from './segments.ts';

/** Seconds; a last picture that only rounding made still stands for some time. */
const SHORTEST = 0.001;

/** Seconds that each sheet stands for: all are full but the last one. Throws when there are too few or too many. */
export function sheetDurations(
  count: number,
  { interval, columns, rows }: SheetPlan,
  duration: number,
): number[] {
  const full = interval * columns * rows;
  // A picture more or less at the very end comes from rounding.
  const [least, most] = [-1, 1].map((side) =>
    Math.max(1, Math.ceil((duration + side * interval) / full - 1e-6)),
  );
  if (count < least! || count > most!) throw unsound(`${count} sheets of pictures for ${duration} seconds`);
  return Array.from({ length: count }, (_, index) => {
    const left = duration - index * full;
    return index < count - 1 ? full : Math.min(full, Math.max(left, SHORTEST));
  });
}

/** The sheets in a folder, in their order. */
export async function measureSheets(
  directory: string,
  sheet: SheetPlan,
  duration: number,
): Promise<Segment[]> {
  const files = (await readdir(directory)).sort();
  const durations = sheetDurations(files.length, sheet, duration);
  return Promise.all(
    files.map(async (file, index) => {
      const path = join(directory, file);
      return { path, bytes: (await stat(path)).size, duration: durations[index]!, fragments: [] };
    }),
  );
}
