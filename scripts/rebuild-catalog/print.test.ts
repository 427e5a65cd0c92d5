import { expect, it } from 'vitest';
import { summary } from './print.ts';
import type { Report } from './rebuild.ts';

const report: Report = { videos: 1, rows: 9, differing: 0, differences: [], unreadable: [] };
const difference = { videoId: 'one', missing: ['FEED'], stray: [], misplaced: true };

it('says so when nothing differs', () =>
  expect(summary(report, true)).toBe('Compared 1 video with 9 derived rows.\nNothing differs.'));

it('tells what was mended, and which videos need a person', () => {
  const text = summary({ ...report, differing: 1, differences: [difference], unreadable: ['two'] }, false);
  expect(text.split('\n').slice(1)).toEqual([
    'Mended: 1 video',
    '  one; missing on FEED; its placement is wrong',
    'Left alone, for want of an id or a version that can be read: 1 video',
    '  two',
  ]);
});

it('tells of the first twenty', () => {
  const lines = summary(
    { ...report, differing: 45, differences: Array<typeof difference>(30).fill(difference) },
    true,
  ).split('\n');
  expect(lines).toHaveLength(23);
  expect(lines[1]).toBe('Different: 45 videos');
  expect(lines.at(-1)).toBe('  and 25 more');
});
