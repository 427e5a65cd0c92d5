import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STREAM } from './testing.ts';
import { count, START, windowScene } from './window-scene.ts';
import { stateIn } from './windows.ts';

let scene: ReturnType<typeof windowScene>;
beforeEach(() => {
  scene = windowScene();
});
afterEach(() => scene.end());

describe('a tumbling window', () => {
  it('hands the state on, from batch to batch, to its end', async () => {
    scene.start();
    scene.put(0, 'a', 'b', 'c');
    await scene.eventually(['0,1 {}', '2 {"count":2}']);
    scene.turnTo(1);
    await scene.eventually(['0,1 {}', '2 {"count":2}', 'end {"count":3}']);
    const place = { shardId: 'shard-1', eventSourceARN: STREAM, isWindowTerminatedEarly: false };
    const window = { start: '2020-09-13T12:00:00Z', end: '2020-09-13T12:01:00Z' };
    expect(scene.events[0]).toMatchObject({ ...place, window, isFinalInvokeForWindow: false });
    expect(scene.events[2]).toEqual({
      ...{ Records: [], state: { count: 3 }, window, ...place, isFinalInvokeForWindow: true },
    });
  });

  it('ends by the records of a later one, which never share its batch, and leaves no state to it', async () => {
    scene.start({ BatchSize: 100, MaximumBatchingWindowInSeconds: 300 });
    scene.put(0, 'a', 'b');
    scene.put(3, 'c');
    await scene.eventually(['0,1 {}', 'end {"count":2}']);
    scene.turnTo(4);
    await scene.eventually(['0,1 {}', 'end {"count":2}', '2 {}', 'end {"count":1}']);
    expect(scene.events[2]!.window.start).toBe('2020-09-13T12:03:00Z');
  });

  it('does not wait for its batch to fill when it is over', async () => {
    scene.start({ BatchSize: 100, MaximumBatchingWindowInSeconds: 300 });
    scene.put(0, 'a');
    scene.turnTo(1);
    await scene.eventually(['0 {}', 'end {"count":1}']);
  });

  it('ends with its shard', async () => {
    scene.start();
    scene.put(0, 'a');
    scene.stream.end();
    await scene.eventually(['0 {}', 'end {"count":1}']);
  });

  it('is none for records that the filter leaves out, but ends by them', async () => {
    const Pattern = JSON.stringify({ dynamodb: { Keys: { id: { S: ['mine'] } } } });
    scene.start({ FilterCriteria: { Filters: [{ Pattern }] } });
    scene.put(0, 'other');
    scene.put(1, 'mine', 'other');
    scene.put(2, 'other');
    await scene.eventually(['1 {}', 'end {"count":1}']);
    scene.turnTo(9);
    scene.put(9, 'mine');
    await scene.eventually(['1 {}', 'end {"count":1}', '4 {}']);
  });

  it('keeps its state and its place over a restart, and tells its end again when that was interrupted', async () => {
    scene.start();
    scene.put(0, 'a', 'b');
    await scene.eventually(['0,1 {}']);
    await scene.restart();
    scene.put(0, 'c');
    await scene.eventually(['0,1 {}', '2 {"count":2}']);
    scene.handler = () => {
      throw new Error('not now');
    };
    scene.turnTo(1);
    await vi.waitFor(() => expect(scene.seen().at(-1)).toBe('end {"count":3}'));
    scene.handler = count;
    const before = scene.events.length;
    await scene.restart();
    await vi.waitFor(() => expect(scene.seen().slice(before)).toContain('end {"count":3}'));
    scene.put(1, 'd');
    await vi.waitFor(() => expect(scene.seen().at(-1)).toBe('3 {}'));
  });

  it('ends early when its state is larger than 1 MB, and goes on with none', async () => {
    scene.start();
    scene.handler = ({ Records, state }) =>
      Records.length === 2 ? { state: { text: 'x'.repeat(1_048_576) } } : { state };
    scene.put(0, 'a', 'b', 'c');
    await scene.eventually(['0,1 {}', 'early end large', '2 {}']);
    scene.turnTo(1);
    await scene.eventually(['0,1 {}', 'early end large', '2 {}', 'end {}']);
  });

  it('ends early at the next start when the process died before', async () => {
    scene.start();
    scene.handler = ({ isFinalInvokeForWindow }) => {
      if (isFinalInvokeForWindow) throw new Error('not now');
      return { state: { text: 'x'.repeat(1_048_576) } };
    };
    scene.put(0, 'a');
    await vi.waitFor(() => expect(scene.seen()).toContain('early end large'));
    await scene.stop();
    scene.events = [];
    scene.handler = count;
    scene.start();
    await scene.eventually(['early end large']);
  });

  it('is dropped when its mapping has no windows any more', async () => {
    scene.start();
    scene.put(0, 'a');
    await scene.eventually(['0 {}']);
    scene.handler = () => null;
    await scene.restart({ TumblingWindowInSeconds: 0 });
    scene.stream.put({ key: 'b', at: START });
    await vi.waitFor(() => expect(scene.events).toHaveLength(2));
    expect(Object.keys(scene.events[1]!)).toEqual(['Records']);
    scene.events = [];
    scene.handler = count;
    await scene.restart();
    scene.turnTo(5);
    scene.put(5, 'c');
    await scene.eventually(['2 {}']);
  });
});

it('counts every record in its own window once, and every window to its end, whatever the batches', async () => {
  const one = fc.record({ minute: fc.nat(3), size: fc.integer({ min: 1, max: 3 }) });
  const plan = fc.record({
    parts: fc.array(one, { minLength: 1, maxLength: 6 }),
    batchSize: fc.integer({ min: 1, max: 4 }),
    seconds: fc.constantFrom(1, 7, 60, 900),
  });
  await fc.assert(
    fc
      .asyncProperty(plan, async ({ parts, batchSize, seconds }) => {
        // Time does not go back.
        const minutes = parts.map(({ minute }) => minute).sort();
        scene.start({ BatchSize: batchSize, TumblingWindowInSeconds: seconds });
        const expected = new Map<string, number>();
        for (const [index, { size }] of parts.entries()) {
          const at = START + minutes[index]! * 60;
          const key = new Date(Math.floor(at / seconds) * seconds * 1000).toISOString().replace('.000Z', 'Z');
          expected.set(key, (expected.get(key) ?? 0) + size);
          scene.stream.put(...Array.from({ length: size }, (_, n) => ({ key: String(n), at })));
        }
        scene.turnTo(100);
        await vi.waitFor(() =>
          expect(scene.events.filter((event) => event.isFinalInvokeForWindow)).toHaveLength(expected.size),
        );
        for (const { window, state, isFinalInvokeForWindow: isFinal } of scene.events)
          if (isFinal) expect(state).toEqual({ count: expected.get(window.start) });
        expect(scene.events.flatMap(({ Records }) => Records.map(({ eventID }) => Number(eventID)))).toEqual(
          Array.from({ length: parts.reduce((sum, { size }) => sum + size, 0) }, (_, index) => index),
        );
      })
      .beforeEach(() => {
        scene = windowScene();
      })
      .afterEach(() => scene.end()),
    { numRuns: 20 },
  );
});

it('whatever a function answers, its state is an object or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (payload) => {
      const state = stateIn(payload);
      expect(state === undefined || Object.getPrototypeOf(state) === Object.prototype).toBe(true);
    }),
  );
});
