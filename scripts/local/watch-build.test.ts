import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { BuildMessage } from './watch-build.ts';

const root = join(import.meta.dirname, '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'watch-build-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('says what cannot be built when it begins, and goes on when that is mended', async () => {
  for (const folder of [
    'schema',
    'resolvers',
    'functions',
    'model',
    'infra',
    'scripts',
    'local',
    'generated',
  ])
    cpSync(join(root, folder), join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'cdk.json', 'tsconfig.json'])
    cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const resolver = join(copy, 'resolvers', 'Query.me.ts');
  const whole = readFileSync(resolver, 'utf8');
  writeFileSync(resolver, `${whole}\nconst x = ;`);

  const child = fork(join(copy, 'scripts', 'local', 'watch-build.ts'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const kinds: string[] = [];
  const built = new Promise<void>((resolve, reject) => {
    child.on('message', (message: BuildMessage) => {
      kinds.push(message.kind);
      if (message.kind === 'watching') writeFileSync(resolver, whole);
      if (message.kind === 'built') resolve();
    });
    child.on('exit', (code) => reject(new Error(`ended with code ${code} after ${kinds.join(', ')}`)));
  });
  await built;
  expect(kinds.slice(0, 2)).toEqual(['failed', 'watching']);
  child.removeAllListeners('exit').kill();
});
