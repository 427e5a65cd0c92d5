import type { Difference } from './compare.ts';
import type { Report } from './rebuild.ts';

/** How many differences are printed; a rebuild from nothing has as many as there are videos. */
const PRINTED = 20;

/** What a rebuild came to, for the one who started it. */
export function summary(report: Report, check: boolean): string {
  const { videos, rows, differing, differences, unreadable } = report;
  const told = differences.slice(0, PRINTED).map((difference) => `  ${describe(difference)}`);
  const untold = differing - told.length;
  return [
    `Compared ${count(videos, 'video')} with ${count(rows, 'derived row')}.`,
    differing === 0
      ? 'Nothing differs.'
      : `${count(differing, 'video')} ${check ? 'differ' : 'differed, and now is as it should be'}:`,
    ...told,
    ...(untold > 0 ? [`  and ${untold.toLocaleString('en')} more`] : []),
    ...(unreadable > 0
      ? [`${count(unreadable, 'video')} without an id or a version that can be read: left as they are.`]
      : []),
  ].join('\n');
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
