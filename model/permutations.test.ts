import { expect, test } from 'vitest';
import { next, PREDECESSORS, progressOf, type JobPart, type JobStep, type VideoState } from './pipeline.ts';

/*
 * All orders of all that jobs can say, each of it once or twice, and of the video's deletion: not samples. Orders that lead
 * to the same state with the same events still to come go on alike, so each such place is visited once.
 */

type Video = VideoState | 'DELETED';
type Event = JobStep | 'DELETE';

const CLAIMED: VideoState = { status: 'UPLOADED', version: 2, attempt: 1 };

const ENDS = ['DONE', 'FAILED', 'AGAIN'] as const;
type End = (typeof ENDS)[number];

const saidBy = (part: JobPart, split: boolean, end: End): JobStep[] => {
  const job = { part, split, attempt: 1, jobId: part, tries: 0 } as const;
  return [
    { ...job, change: 'ADVANCED', percent: 0 },
    { ...job, change: 'ADVANCED', percent: 50 },
    { ...job, change: end },
  ];
};

const after = (video: Video, event: Event): Video =>
  video === 'DELETED' || event === 'DELETE' ? 'DELETED' : (next(video, event) ?? video);

/** What must be true of every step of every order. */
function check(before: Video, now: Video): void {
  if (before === 'DELETED') return expect(now).toBe('DELETED');
  if (now === before || now === 'DELETED') return;
  expect(now.version).toBe(before.version + 1);
  expect(PREDECESSORS[now.status]).toContain(before.status);
  expect(['READY', 'FAILED']).not.toContain(before.status);
  if (now.attempt === before.attempt)
    expect(progressOf(now) ?? -1).toBeGreaterThanOrEqual(progressOf(before) ?? -1);
}

/** All states that the video can end in when each event comes `times` times, in whatever order. */
function ends(
  events: readonly Event[],
  times: number,
): { readonly ends: Set<string>; readonly orders: bigint } {
  const seen = new Map<string, bigint>();
  const found = new Set<string>();
  const visit = (video: Video, left: readonly number[]): bigint => {
    const place = JSON.stringify([video, left]);
    const known = seen.get(place);
    if (known !== undefined) return known;
    let orders = 0n;
    for (const [index, event] of events.entries()) {
      if (left[index] === 0) continue;
      const now = after(video, event);
      check(video, now);
      orders += visit(
        now,
        left.map((count, other) => (other === index ? count - 1 : count)),
      );
    }
    if (orders === 0n) {
      found.add(video === 'DELETED' ? video : `${video.status} ${video.attempt}`);
      orders = 1n;
    }
    seen.set(place, orders);
    return orders;
  };
  const orders = visit(
    CLAIMED,
    events.map(() => times),
  );
  return { ends: found, orders };
}

const cases = [true, false].flatMap((split) =>
  ENDS.flatMap((full) => (split ? ENDS : [undefined]).map((early) => ({ split, full, early }))),
);

test.each(cases)(
  'one outcome of every order of events (split: $split, FULL: $full, EARLY: $early), once and doubled',
  ({ split, full, early }) => {
    const events = [...saidBy('FULL', split, full), ...(early ? saidBy('EARLY', split, early) : [])];
    const said = [full, ...(early ? [early] : [])];
    const expected = said.every((end) => end === 'DONE')
      ? ['READY 1']
      : [...(said.includes('AGAIN') ? ['UPLOADED 2'] : []), ...(said.includes('FAILED') ? ['FAILED 1'] : [])];
    for (const times of [1, 2]) {
      expect([...ends(events, times).ends].sort()).toEqual(expected.sort());
      expect([...ends([...events, 'DELETE'], times).ends]).toEqual(['DELETED']);
    }
  },
);

test('that is all orders there are', () => {
  const events: Event[] = [...saidBy('FULL', true, 'DONE'), ...saidBy('EARLY', true, 'FAILED'), 'DELETE'];
  expect(ends(events, 1).orders).toBe(5_040n);
  // 14! / 2!^7
  expect(ends(events, 2).orders).toBe(681_080_400n);
});
