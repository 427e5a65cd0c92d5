import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodySink, type Target } from './body-sink.ts';

/** Holds what is written to it, and notices a write that goes on after it was closed. */
function memory(failing = false) {
  const bytes = Buffer.alloc(8 * 1024 * 1024);
  const state = { writing: 0, closed: false, size: 0 };
  const target: Target = {
    async write(block, position) {
      state.writing += 1;
      await new Promise((resolve) => setImmediate(resolve));
      state.writing -= 1;
      if (failing) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      block.copy(bytes, position);
      state.size = Math.max(state.size, position + block.length);
    },
    async close() {
      expect(state.writing).toBe(0);
      state.closed = true;
    },
  };
  return { target, state, written: () => bytes.subarray(0, state.size) };
}

const pieces = fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 12 });

describe('a body', () => {
  test('is written whole and digested, whatever its pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom(0, 2e6), async (lengths, expected) => {
        const sent = lengths.map((length, index) => Buffer.alloc(length, index + 1));
        const { target, state, written } = memory();
        const algorithms = ['sha256', 'md5'];
        const sink = new BodySink({ target, algorithms, limit: 1e9, beyond: 'fail', expected });
        await pipeline(Readable.from(sent, { objectMode: false }), sink);
        const whole = Buffer.concat(sent);
        expect(written().equals(whole)).toBe(true);
        expect([sink.size, state.closed]).toEqual([whole.length, true]);
        for (const algorithm of algorithms)
          expect(sink.digests.get(algorithm)).toEqual(createHash(algorithm).update(whole).digest());
      }),
      { numRuns: 30 },
    );
  });

  test.each([[1], [3_000_000]])('of %i bytes fails with its target, which is closed', async (size) => {
    const { target, state } = memory(true);
    const sink = new BodySink({ target, algorithms: [], limit: 1e9, beyond: 'fail' });
    const sent = Readable.from([Buffer.alloc(size), Buffer.alloc(size)], { objectMode: false });
    await expect(pipeline(sent, sink)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(state.closed).toBe(true);
  });

  test('that breaks off while it is written is written no more once its target is closed', async () => {
    const { target, state } = memory();
    const sink = new BodySink({
      target,
      algorithms: ['md5', 'sha256'],
      limit: 1e9,
      beyond: 'fail',
      expected: 4e6,
    });
    const closed = new Promise((resolve) => sink.on('close', resolve));
    sink.on('error', () => undefined);
    // The first block is being written, the second one waits for it.
    for (let sent = 0; sent < 32; sent += 1) sink.write(Buffer.alloc(64 * 1024));
    await new Promise((resolve) => process.nextTick(resolve));
    sink.destroy(new Error('broken off'));
    await closed;
    const { size } = state;
    await new Promise((resolve) => setTimeout(resolve));
    expect([state.closed, state.writing, state.size]).toEqual([true, 0, size]);
  });

  test('beyond its limit fails, or is counted to its end', async () => {
    const send = async (beyond: 'fail' | 'count') => {
      const { target, state } = memory();
      const sink = new BodySink({ target, algorithms: [], limit: 10, beyond });
      const sent = Readable.from([Buffer.alloc(6), Buffer.alloc(6), Buffer.alloc(6)], { objectMode: false });
      await pipeline(sent, sink);
      return [sink.size, state.size];
    };
    await expect(send('fail')).rejects.toMatchObject({ code: 'EntityTooLarge' });
    expect(await send('count')).toEqual([18, 6]);
  });
});
