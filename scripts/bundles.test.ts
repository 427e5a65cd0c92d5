import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBundles, type Bundles } from './bundles.ts';

let folder: string;
let bundles: Bundles;
/** Each save is a second later than the one before, so that no clock is too coarse to tell them apart. */
let time = 1_000_000;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  bundles = createBundles((names) => ({
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    logLevel: 'silent',
    entryPoints: names.map((name) => ({ in: `${name}.ts`, out: name })),
    outdir: join(folder, 'out'),
  }));
  save('shared.ts', 'export const shared = 1;');
  save('a.ts', `import { shared } from './shared.ts'; console.log('a', shared);`);
  save('b.ts', `console.log('b');`);
});
afterEach(async () => {
  await bundles.dispose();
  rmSync(folder, { recursive: true });
});

function save(name: string, code: string): void {
  writeFileSync(join(folder, name), code);
  utimesSync(join(folder, name), time, (time += 1));
}
const out = (name: string) => readFileSync(join(folder, 'out', `${name}.js`), 'utf8');
const madeAt = (name: string) => statSync(join(folder, 'out', `${name}.js`)).mtimeMs;

it('makes again only those of which a source changed, shared ones included', async () => {
  await bundles.build(['a', 'b']);
  const before = madeAt('b');
  save('shared.ts', 'export const shared = 2;');
  await bundles.build(['a', 'b']);
  expect(out('a')).toContain('shared = 2');
  expect(madeAt('b')).toBe(before);
});

it('makes nothing when nothing changed', async () => {
  await bundles.build(['a', 'b']);
  rmSync(join(folder, 'out', 'a.js'));
  await bundles.build(['a', 'b']);
  expect(() => out('a')).toThrow('ENOENT');
});

it('makes all anew when others are wanted, and leaves none of the old ones', async () => {
  await bundles.build(['a', 'b']);
  await bundles.build(['b']);
  expect(() => out('a')).toThrow('ENOENT');
  expect(out('b')).toContain('b');
});

it('tries again what failed, when it is mended', async () => {
  await bundles.build(['a', 'b']);
  save('a.ts', 'const = 1;');
  await expect(bundles.build(['a', 'b'])).rejects.toThrow();
  await expect(bundles.build(['a', 'b'])).rejects.toThrow();
  save('a.ts', `console.log('mended');`);
  await bundles.build(['a', 'b']);
  expect(out('a')).toContain('mended');
});
