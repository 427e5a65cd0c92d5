import { describe, expect, it } from 'vitest';
import type { KnownMembership } from '../../client/index.ts';
import { createMembershipStore } from './store.ts';

const MEMBER: NonNullable<KnownMembership> = {
  ...{ planId: 'monthly', status: 'ACTIVE' },
  ...{ startedAt: '2026-11-22T12:00:00.000Z', expiresAt: '2026-12-22T12:00:00.000Z' },
};

describe('what the page knows of a membership', () => {
  it('is told to whoever listens, once, until they stop', async () => {
    const store = createMembershipStore(async () => MEMBER);
    let heard = 0;
    const stop = store.listen(() => (heard += 1));
    await store.refresh();
    await store.refresh();
    expect([heard, store.current()]).toEqual([1, MEMBER]);
    stop();
    store.learn(null);
    expect([heard, store.current()]).toEqual([1, null]);
  });

  it('is not undone by an answer that was asked for before it was learned', async () => {
    let answer = (_membership: KnownMembership) => {};
    const store = createMembershipStore(() => new Promise((resolve) => (answer = resolve)));
    const asked = store.refresh();
    store.learn(MEMBER);
    answer(null);
    await asked;
    expect(store.current()).toEqual(MEMBER);
  });

  it('ends by the clock', () => {
    let now = Date.parse(MEMBER.startedAt);
    const store = createMembershipStore(
      async () => null,
      () => now,
    );
    expect(store.isMember()).toBe(false);
    store.learn(MEMBER);
    expect(store.isMember()).toBe(true);
    now = Date.parse(MEMBER.expiresAt);
    expect(store.isMember()).toBe(false);
  });
});
