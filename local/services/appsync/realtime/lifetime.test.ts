import type { WebSocket } from 'ws';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLifetime } from './lifetime.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What happens to a socket, with the minute in which it does. */
function watched() {
  const start = Date.now();
  const seen: string[] = [];
  const note = (what: string) => seen.push(`${(Date.now() - start) / MINUTE}: ${what}`);
  const socket = {
    close: (code: number, reason: string) => note(`close ${code} ${reason}`),
    terminate: () => note('terminate'),
  } as unknown as WebSocket;
  return { seen, lifetime: createLifetime(socket, () => note('ka')) };
}

test('a client that does not begin is closed after a quarter of a minute', () => {
  const { seen } = watched();
  vi.advanceTimersByTime(15_000);
  expect(seen).toEqual(['0.25: close 1000 No connection_init.']);
});

test('one that began is kept alive each minute, for a day, and cut off when it does not go', () => {
  const { seen, lifetime } = watched();
  lifetime.begin();
  vi.advanceTimersByTime(3 * MINUTE);
  expect(seen).toEqual(['0: ka', '1: ka', '2: ka', '3: ka']);
  vi.advanceTimersByTime(DAY - 3 * MINUTE + 5_000);
  expect(seen.filter((what) => !what.endsWith('ka'))).toEqual([
    '1440: close 1000 Connection lifetime over.',
    expect.stringMatching(/^1440.08.*: terminate$/),
  ]);
});

test('nothing happens after its end', () => {
  const { seen, lifetime } = watched();
  lifetime.begin();
  lifetime.close('Unauthorized');
  lifetime.end();
  vi.advanceTimersByTime(2 * DAY);
  expect(seen).toEqual(['0: ka', '0: close 1000 Unauthorized']);
  expect(vi.getTimerCount()).toBe(0);
});
