import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { compileCode } from './module.ts';

const wrap = (statement: string) =>
  `export function request(ctx) {\n${statement}\n}\nexport function response() {}`;

test.each([
  ['throw ctx;', 'no-throw'],
  ['try { ctx.a; } catch {}', 'no-try'],
  ['const f = async () => 1;', 'no-async'],
  ['class A {}', 'no-classes'],
  ['return new Date();', 'no-new'],
  ['while (true) {}', 'no-while'],
  ['do {} while (true)', 'no-while'],
  ['for (;;) {}', 'no-for'],
  ['for (const a of []) continue;', 'no-continue'],
  ['return /a/;', 'no-regex'],
  ['return this;', 'no-this'],
  ['function* g() {}', 'no-generators'],
  ['let i = 0; i++;', 'no-disallowed-unary-operators'],
  ['return ~1;', 'no-disallowed-unary-operators'],
  ['a: if (ctx) {}', 'no-labels'],
  ['return "a" in ctx;', 'no-in-operator'],
  ['return ctx instanceof Object;', 'no-disallowed-binary-operators'],
  ['return import("x");', 'no-dynamic-import'],
])('%s is refused by name and line', (statement, rule) => {
  expect(() => compileCode('Id', wrap(statement))).toThrow(`${rule}, at line 2`);
});

test('what is allowed passes', () => {
  compileCode(
    'Id',
    wrap(
      'for (const a of [1]) { switch (a) { case 1: break; } } for (const k in ctx) { let b = ctx?.[k] ?? 1; b += 1; }',
    ),
  );
});

test('size, exports and imports are checked', () => {
  expect(() => compileCode('Id', '')).toThrow('0 characters');
  expect(() => compileCode('Id', `${wrap('')}//${'x'.repeat(32_768)}`)).toThrow('32768');
  expect(() => compileCode('Id', 'export function request() {}')).toThrow('does not export response');
  expect(() => compileCode('Id', `import fs from 'node:fs';${wrap('')}`)).toThrow('node:fs');
  expect(() => compileCode('Id', 'export default 1;')).toThrow('named exports');
  expect(() => compileCode('Id', 'not javascript')).toThrow(/Unexpected token/);
});

test('a bundle of esbuild is taken as it is', async () => {
  const contents = `import { util } from '@aws-appsync/utils'; import { get as read } from '@aws-appsync/utils/dynamodb';
    export const request = (ctx) => read({ key: { id: util.base64Encode(ctx.args.id) } }); export { answer as response };
    const answer = (ctx) => ctx.result;`;
  const bundle = await build({
    stdin: { contents },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    external: ['@aws-appsync/utils'],
  });
  const { body } = compileCode('Id', bundle.outputFiles[0]!.text);
  expect(body).toContain('return { request: request, response: answer };');
});
