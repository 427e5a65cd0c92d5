import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  stop = await watchFiles([folder], { isIgnored: (path) => path.endsWith('.tmp'), onChange });
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
  stop = await watchFiles([folder], { isIgnored: () => false, onChange });
  save('a');
  await vi.waitFor(() => expect(started).toBe(1));
  save('b');
  // The change is noticed while the work on the first one still waits.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(started).toBe(1);
  under.resolve();
  await vi.waitFor(() => expect(started).toBe(2));
});

it('tells each time a file is replaced by another one, as editors save', async () => {
  let changes = 0;
  const onChange = async () => void (changes += 1);
  save('a');
  stop = await watchFiles([folder], { isIgnored: (path) => path.endsWith('.tmp'), onChange });
  for (const time of [1, 2, 3]) {
    save('a.tmp');
    renameSync(join(folder, 'a.tmp'), join(folder, 'a'));
    await vi.waitFor(() => expect(changes).toBe(time));
  }
});

it('misses no save that comes right upon another of the same file', async () => {
  const path = join(folder, 'a');
  const seen: string[] = [];
  const onChange = async () => {
    seen.push(readFileSync(path, 'utf8'));
    if (seen.length < 5) writeFileSync(path, String(seen.length));
  };
  writeFileSync(path, '0');
  stop = await watchFiles([folder], { isIgnored: () => false, onChange });
  writeFileSync(path, 'first');
  await vi.waitFor(() => expect(seen).toEqual(['first', '1', '2', '3', '4']));
});
