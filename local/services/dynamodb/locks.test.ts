import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLocks } from './locks.ts';

it('never runs two holders of one name at the same time, and runs all of them', async () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(names, fc.boolean()), { maxLength: 12 }), async (holders) => {
      const locks = createLocks();
      const held = new Set<string>();
      let ran = 0;
      const outcomes = await Promise.allSettled(
        holders.map(([mine, fails]) =>
          locks.hold(mine, async () => {
            expect(mine.some((name) => held.has(name))).toBe(false);
            for (const name of mine) held.add(name);
            await new Promise(setImmediate);
            for (const name of mine) held.delete(name);
            ran++;
            if (fails) throw new Error('fails');
          }),
        ),
      );
      expect(ran).toBe(holders.length);
      expect(outcomes.map((outcome) => outcome.status === 'rejected')).toEqual(
        holders.map(([, fails]) => fails),
      );
    }),
    { numRuns: 50 },
  );
});
