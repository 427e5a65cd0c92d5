import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchFiles } from './watch-files.ts';

let folder: string;
let stop: () => Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(folder, 'deep'));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});
const save = (name: string) => writeFileSync(join(folder, name), String(Math.random()));

it('tells of files that were saved together in one go, deep ones too, and not of those that nobody wants', async () => {
  const changes: (readonly string[])[] = [];
  const onChange = async (paths: readonly string[]) => void changes.push(paths);
  stop = watchFiles([folder], { isWanted: (path) => !path.endsWith('.tmp'), onChange });
  save('a');
  save('b.tmp');
  save('deep/c');
  await vi.waitFor(() => expect(changes.flat().sort()).toEqual([join(folder, 'a'), join(folder, 'deep/c')]));
});

it('waits for the work on the last change, and then tells of what was saved meanwhile', async () => {
  const under = Promise.withResolvers<void>();
  let started = 0;
  let atOnce = 0;
  const onChange = async () => {
    started += 1;
    atOnce += 1;
    expect(atOnce).toBe(1);
    if (started === 1) await under.promise;
    atOnce -= 1;
  };
  stop = watchFiles([folder], { isWanted: () => true, onChange });
  save('a');
  await vi.waitFor(() => expect(started).toBe(1));
  save('b');
  // The change is noticed while the work on the first one still waits.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(started).toBe(1);
  under.resolve();
  await vi.waitFor(() => expect(started).toBe(2));
});
