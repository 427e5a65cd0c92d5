import type { Difference } from './compare.ts';
import type { Report } from './rebuild.ts';

/** How many of each are printed; a rebuild from nothing has as many differences as there are videos. */
const PRINTED = 20;

/** What a rebuild came to, for the one who started it. */
export function summary(report: Report, check: boolean): string {
  const { videos, rows, differing, differences, unreadable } = report;
  return [
    `Compared ${count(videos, 'video')} with ${count(rows, 'derived row')}.`,
    differing === 0 ? 'Nothing differs.' : `${check ? 'Different' : 'Mended'}: ${count(differing, 'video')}`,
    ...list(differences.map(describe), differing),
    ...(unreadable.length === 0
      ? []
      : [
          `Left alone, for want of an id or a version that can be read: ${count(unreadable.length, 'video')}`,
        ]),
    ...list(unreadable, unreadable.length),
  ].join('\n');
}

/** The first of them, a line each. */
function list(lines: readonly string[], all: number): string[] {
  const told = lines.slice(0, PRINTED);
  const untold = all - told.length;
  const rest = untold > 0 ? [`and ${untold.toLocaleString('en')} more`] : [];
  return [...told, ...rest].map((line) => `  ${line}`);
}

const describe = ({ videoId, missing, stray, misplaced }: Difference) =>
  [
    videoId,
    ...(missing.length > 0 ? [`missing on ${missing.join(', ')}`] : []),
    ...(stray.length > 0 ? [`too many on ${stray.join(', ')}`] : []),
    ...(misplaced ? ['its placement is wrong'] : []),
  ].join('; ');

const count = (number: number, noun: string) =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
