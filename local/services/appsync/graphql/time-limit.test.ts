import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createExchange } from './exchange.ts';
import { withinTime } from './time-limit.ts';
import { apiKeyCaller } from '../auth/caller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const exchange = () => createExchange(apiKeyCaller, { headers: {}, domainName: null });

test('an answer in time is the answer, and no timer is left', async () => {
  expect(await withinTime(Promise.resolve({ data: { a: 1 } }), exchange())).toEqual({ data: { a: 1 } });
  expect(vi.getTimerCount()).toBe(0);
});

test('after 30 seconds the request is over, and no further resolver begins', async () => {
  const slow = exchange();
  const answer = withinTime(new Promise(() => {}), slow);
  await vi.advanceTimersByTimeAsync(29_999);
  expect(slow.expired).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toMatchObject({ data: null, errors: [{ errorType: 'ExecutionTimeout' }] });
  expect(slow.expired).toBe(true);
});
