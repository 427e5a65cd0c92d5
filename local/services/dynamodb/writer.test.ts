import { expect, it } from 'vitest';
import { silentLog } from '../../runtime/log.ts';
import { createCommitter } from './committer.ts';
import type { Row } from './dynalite.ts';
import { createWriter } from './writer.ts';

const row = (key: string): Row => ({ type: 'put', key, value: 1 });

/** A database whose log is torn by a write that fails: what follows in it is lost. */
function openFailing() {
  const steps: string[] = [];
  const state = { isFull: false, free: 1e9, isTorn: false, lost: 0 };
  return {
    steps,
    state,
    open: async () => void steps.push('open'),
    close: async () => {
      state.isTorn = false;
      steps.push('close');
    },
    batch: async (rows: readonly Row[]) => {
      await new Promise(setImmediate);
      if (state.isFull) {
        state.isTorn = true;
        throw new Error('No space left on device');
      }
      if (state.isTorn) state.lost += rows.length;
      steps.push(rows.map(({ key }) => key).join());
    },
  };
}

it('answers a full disk with a typed error, and never writes on in a torn log', async () => {
  const level = openFailing();
  const freeBytes = async () => level.state.free;
  const commit = createCommitter(createWriter(level, { directory: '/', log: silentLog, freeBytes }));
  await commit([row('a')]);
  Object.assign(level.state, { isFull: true, free: 0 });
  const failed = await Promise.allSettled(['b', 'c', 'd'].map((key) => commit([row(key)])));
  for (const one of failed)
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'InternalServerError', status: 500 } });
  expect(level.steps).toEqual(['a']);
  Object.assign(level.state, { isFull: false, free: 1e9 });
  await Promise.all(['e', 'f', 'g'].map((key) => commit([row(key)])));
  expect(level.steps).toEqual(['a', 'close', 'open', 'e', 'f,g']);
  expect(level.state.lost).toBe(0);
});
