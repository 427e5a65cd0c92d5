import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Raised } from '../testing/outcomes.ts';
import { response } from './checkWatching.ts';

const DURATION = 100;
const VIDEO = {
  ...{ id: 'v', ownerId: 'owner', kind: 'LONG', title: 'A title', genres: [], renditions: [], version: 1 },
  ...{ visibility: 'PUBLIC', access: 'FREE', status: 'READY', durationSeconds: DURATION },
  ...{ createdAt: '2026-01-31T09:00:00.000Z', updatedAt: '2026-01-31T09:00:00.000Z' },
};

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

describe('a video that cannot be watched', () => {
  const check = (change: object, sub: string, positionSeconds = 1) => {
    try {
      response({
        ...{ args: { positionSeconds }, identity: { sub }, stash: {}, env: {} },
        result: 'gone' in change ? null : { ...VIDEO, ...change },
      } as never);
    } catch (error) {
      return (error as Raised).type;
    }
    return 'watched';
  };

  test.each([
    ['is not there', { gone: true }, 'NotFound', 'NotFound'],
    ['is private', { visibility: 'PRIVATE' }, 'NotFound', 'watched'],
    ['is being made', { status: 'PROCESSING' }, 'NotFound', 'NotReady'],
    ['is only in part there', { status: 'PLAYABLE' }, 'NotFound', 'watched'],
    ['is broken', { title: null }, 'NotFound', 'NotFound'],
  ])('that %s', (_name, change, stranger, owner) => {
    expect(check(change, 'stranger')).toBe(stranger);
    expect(check(change, 'owner')).toBe(owner);
  });

  test('ends where it ends, unless nobody knows', () => {
    expect(check({}, 'stranger', DURATION)).toBe('watched');
    expect(check({}, 'stranger', DURATION + 0.001)).toBe('BadRequest');
    expect(check({ durationSeconds: undefined }, 'stranger', 40_000)).toBe('watched');
  });
});
