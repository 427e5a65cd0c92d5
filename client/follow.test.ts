import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followVideo, type FollowPorts } from './follow.ts';
import type { VideoState } from './status.ts';

const HISTORY: readonly VideoState[] = (
  ['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'PROCESSING', 'PLAYABLE', 'PLAYABLE', 'READY'] as const
).map((status, index) => ({ status, version: index + 1 }));

/** A server whose state is `at`, and everything that can happen between it and a client. */
function server() {
  let at = 0;
  const told: VideoState[] = [];
  const errors: unknown[] = [];
  let open = 0;
  let hear: Parameters<FollowPorts['subscribe']>[0] | undefined;
  let tick = () => {};
  const stop = followVideo(
    {
      subscribe(listener) {
        hear = listener;
        open += 1;
        return () => (open -= 1);
      },
      read: async () => HISTORY[at]!,
      every(call) {
        tick = call;
        open += 1;
        return () => (open -= 1);
      },
      failed: (error) => errors.push(error),
    },
    HISTORY[0]!,
    (state) => told.push(state),
  );
  return {
    told,
    errors,
    stop,
    tick: () => tick(),
    open: () => open,
    advance: (steps: number) => (at = Math.min(at + steps, HISTORY.length - 1)),
    deliver: (index: number) => hear!.next(HISTORY[Math.min(index, at)]!),
    standing: () => hear!.standing(),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('following a video', () => {
  it('tells rising versions only and ends at READY, whatever is lost, late or double', async () => {
    const happening = fc.oneof(
      fc.record({ what: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ what: fc.constant('deliver' as const), by: fc.nat({ max: 6 }) }),
      fc.record({ what: fc.constantFrom('tick' as const, 'standing' as const), by: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 20 }), async (happenings) => {
        const one = server();
        for (const { what, by } of happenings) {
          one[what](by);
          await settle();
        }
        one.advance(HISTORY.length);
        one.tick();
        await settle();
        const versions = one.told.map(({ version }) => version);
        expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
        expect(one.told.at(-1)?.status).toBe('READY');
        // Nothing more can come: nothing is left open.
        expect(one.open()).toBe(0);
      }),
    );
  });

  it('asks when the subscription stands: what happened before is not repeated', async () => {
    const one = server();
    one.advance(4);
    one.standing();
    await settle();
    expect(one.told.map(({ status }) => status)).toEqual(['PLAYABLE']);
  });

  it('tells nothing any more once it is stopped, not even an answer that was on its way', async () => {
    const one = server();
    one.advance(4);
    one.standing();
    one.stop();
    await settle();
    expect(one.told).toEqual([]);
    expect(one.open()).toBe(0);
  });

  it('goes on after a failure, for somebody may try again, but does not ask meanwhile', async () => {
    const failed: VideoState = { version: 9, status: 'FAILED' };
    const told: VideoState[] = [];
    let hear: Parameters<FollowPorts['subscribe']>[0] | undefined;
    let tick = () => {};
    let reads = 0;
    followVideo(
      {
        subscribe(listener) {
          hear = listener;
          return () => {};
        },
        async read() {
          reads += 1;
          return failed;
        },
        every(call) {
          tick = call;
          return () => {};
        },
        failed: () => {},
      },
      failed,
      (state) => told.push(state),
    );
    tick();
    expect(reads).toBe(0);
    hear!.next({ version: 10, status: 'UPLOADED' });
    expect(told).toHaveLength(1);
    tick();
    expect(reads).toBe(1);
  });

  it('has nothing to do for a video that is ready', () => {
    const refuse = () => {
      throw new Error('Nothing is to be asked.');
    };
    const ports: FollowPorts = { subscribe: refuse, read: refuse, every: refuse, failed: refuse };
    followVideo(ports, { version: 3, status: 'READY' }, refuse)();
  });
});
