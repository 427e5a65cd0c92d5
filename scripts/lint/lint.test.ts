import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const eslint = new ESLint({ cwd: root, ignore: false });

/** The messages of the lint run for a text, as if it stood at a path. */
async function messages(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, filePath) });
  return result!.messages.map(({ message }) => message);
}

describe('imports between rooms', () => {
  it.each([
    ['local/services/s3/x.ts', '../sqs/queue.ts', 'a service and another one'],
    ['local/services/s3/x.ts', '../../../model/keys.ts', 'local/ and the product'],
    ['local/template/x.ts', '../../infra/app.ts', 'local/ and the stack'],
    ['functions/playlist/x.ts', '../playback/grant.ts', 'a function and another one'],
    ['model/x.ts', '../functions/shared/env.ts', 'the model and a function'],
    ['model/x.ts', 'node:fs', 'the model and Node'],
    ['functions/playlist/x.ts', '../../local/main.ts', 'a function and local/'],
    ['web/x.ts', '../model/keys.ts', 'the page and the model'],
  ])('%s may not import %s (%s)', async (file, target) => {
    const found = await messages(file, `import { a } from '${target}';\nexport const b = a;\n`);
    expect(found).toEqual([expect.stringContaining(`may not import ${target}`)]);
  });

  it.each([
    ['local/services/s3/x.ts', '../../runtime/errors.ts'],
    ['local/services/s3/x.ts', './bucket.ts'],
    ['local/services/index.ts', './s3/index.ts'],
    ['functions/playlist/x.ts', '../shared/env.ts'],
    ['functions/playlist/x.ts', '../../model/keys.ts'],
    ['functions/playlist/x.ts', '@aws-sdk/client-s3'],
    ['model/x.test.ts', 'vitest'],
    ['scripts/x.ts', '../local/main.ts'],
  ])('%s may import %s', async (file, target) => {
    expect(await messages(file, `import { a } from '${target}';\nexport const b = a;\n`)).toEqual([]);
  });
});

describe('a shipped resolver', () => {
  it.each([
    ['throw', 'export const request = () => { throw "no"; };'],
    ['new', 'export const request = () => new Thing();'],
    ['Date', 'export const request = () => Date.now();'],
    ['fetch', 'export const request = () => fetch("x");'],
    ['Number()', 'export const request = (ctx) => Number(ctx.args.n);'],
    ['parseInt', 'export const request = (ctx) => parseInt(ctx.args.n);'],
    ['Math.pow', 'export const request = () => Math.pow(2, 3);'],
    ['Object.fromEntries', 'export const request = (ctx) => Object.fromEntries(ctx.args.n);'],
    ['Array.isArray', 'export const request = (ctx) => Array.isArray(ctx.args.n);'],
    ['includes', 'export const request = (ctx) => ctx.args.n.includes("a");'],
    ['a sorting function', 'export const request = (ctx) => ctx.args.n.sort((a, b) => a - b);'],
    ['try', 'export const request = () => { try { return 1; } finally { } };'],
    ['await', 'export const request = async () => await 1;'],
  ])('may not use %s', async (_what, code) => {
    expect(await messages('dist/resolvers/Query.x.js', code)).not.toEqual([]);
  });

  it('may use what AppSync lists', async () => {
    const code = `
      import { util } from '@aws-appsync/utils';
      export const request = (ctx) => {
        const names = Object.keys(ctx.args).filter((name) => name.indexOf('a') > -1 && Number.isFinite(ctx.args[name]));
        if (names.length === 0) util.error('No', 'BadRequest');
        return { payload: JSON.stringify({ names: names.sort(), half: Math.floor(names.length / 2) }) };
      };`;
    expect(await messages('dist/resolvers/Query.x.js', code)).toEqual([]);
  });
});
