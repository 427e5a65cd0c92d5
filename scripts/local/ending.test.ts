import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEnding } from './ending.ts';

class Host extends EventEmitter {
  connected?: boolean;
  readonly ended = Promise.withResolvers<number>();
  exit = (code: number) => this.ended.resolve(code);
}
const said = vi.spyOn(console, 'error');
beforeEach(() => void said.mockImplementation(() => {}));
afterEach(() => void said.mockReset());

it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])(
  'ends what was started, in reverse, at %s',
  async (signal) => {
    const host = new Host();
    const done: string[] = [];
    const ending = createEnding(host);
    ending.add(async () => void done.push('first'));
    ending.add(() => void done.push('second'));
    host.emit(signal);
    expect(await host.ended.promise).toBe(0);
    expect(done).toEqual(['second', 'first']);
  },
);

it('ends when the process that started it was gone before it could listen', async () => {
  const host = new Host();
  host.connected = false;
  createEnding(host);
  expect(await host.ended.promise).toBe(0);
});

it('ends once: a terminal sends its signal to every process, and so does the parent', async () => {
  const host = new Host();
  let times = 0;
  createEnding(host).add(() => void (times += 1));
  host.emit('SIGINT');
  host.emit('SIGINT');
  await host.ended.promise;
  expect(times).toBe(1);
});

it('ends with the code of a failure, after what was started before it', async () => {
  const host = new Host();
  let stopped = false;
  const ending = createEnding(host);
  ending.add(() => void (stopped = true));
  await ending.end(1);
  expect([await host.ended.promise, stopped]).toEqual([1, true]);
});

it('ends even when something does not stop, or fails to', async () => {
  const hanging = new Host();
  const ending = createEnding(hanging, 10);
  ending.add(() => new Promise(() => {}));
  void ending.end(0);
  expect(await hanging.ended.promise).toBe(1);

  const failing = new Host();
  const other = createEnding(failing);
  other.add(() => Promise.reject(new Error('no')));
  await other.end(0);
  expect(await failing.ended.promise).toBe(1);
});
