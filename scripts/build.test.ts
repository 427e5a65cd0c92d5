import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, RESOLVER_CODE_LIMIT } from './build.ts';

let output: string;
let built: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), 'build-'));
  built = await build(join(output, 'first'));
}, 60_000);
afterAll(() => rm(output, { recursive: true, force: true }));

async function bytes(directory: string): Promise<Map<string, string>> {
  const paths = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path) => [path.slice(directory.length), await readFile(path, 'utf8')] as const),
    ),
  );
}

describe('the build', () => {
  test('makes every function, every resolver and the schema', async () => {
    const made = [...(await bytes(join(output, 'first'))).keys()];
    for (const name of built.functions) expect(made).toContain(`/functions/${name}/index.mjs`);
    for (const name of built.resolvers) expect(made).toContain(`/resolvers/${name}.js`);
    expect(made).toContain('/schema.graphql');
    expect(built.functions).toContain('submit-job');
    expect(built.resolvers).toContain('Video.playback');
  });

  test('makes the same bytes of the same sources', async () => {
    await build(join(output, 'second'));
    expect(await bytes(join(output, 'second'))).toEqual(await bytes(join(output, 'first')));
  }, 60_000);

  test('makes resolvers that AppSync takes: two handlers, its own modules, within the limit', async () => {
    for (const name of built.resolvers) {
      const code = await readFile(join(output, 'first/resolvers', `${name}.js`), 'utf8');
      expect(code.length).toBeLessThanOrEqual(RESOLVER_CODE_LIMIT);
      expect(code, name).toMatch(/export \{\s+request,\s+response\s+\};/);
      const imported = [...code.matchAll(/from "([^"]+)"/g)].map((match) => match[1]!);
      expect(imported.every((module) => module.startsWith('@aws-appsync/utils'))).toBe(true);
      expect(code).not.toContain('sourceMappingURL');
    }
  });
});
