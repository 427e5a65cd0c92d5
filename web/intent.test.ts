import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createIntent } from './intent.ts';

/** A server that answers when the test says so. */
function slowServer<Value>() {
  const calls: { value: Value; answer: () => void; refuse: (error: Error) => void }[] = [];
  const apply = (value: Value) =>
    new Promise<void>((answer, refuse) => void calls.push({ value, answer, refuse }));
  return { calls, apply };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('an intent', () => {
  it('brings the server to what was wanted last, one call at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1 }), async (wishes) => {
        const { calls, apply } = slowServer<boolean>();
        const intent = createIntent<boolean>(false, apply, () => {});
        let answered = 0;
        for (const wish of wishes) {
          intent.set(wish);
          expect(calls.length - answered).toBeLessThanOrEqual(1);
        }
        while (answered < calls.length) {
          calls[answered++]!.answer();
          await settled();
        }
        expect(calls.at(-1)?.value ?? false).toBe(wishes.at(-1));
        // The first, if it is news, and the last, if that is another one: what lay between was never said.
        expect(calls.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('shows again what the server agreed to when a call fails, and why', async () => {
    const { calls, apply } = slowServer<number | null>();
    const changed = vi.fn();
    const intent = createIntent<number | null>(3, apply, changed);
    intent.set(5);
    intent.set(1);
    calls[0]!.refuse(new Error('no line'));
    await settled();
    expect(intent.value()).toBe(3);
    expect(changed).toHaveBeenLastCalledWith(3, new Error('no line'));
    intent.set(4);
    calls[1]!.answer();
    await settled();
    expect(calls.map(({ value }) => value)).toEqual([5, 4]);
  });
});
