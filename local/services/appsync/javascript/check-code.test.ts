import appsync from '@aws-appsync/eslint-plugin';
import { build } from 'esbuild';
import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { compileCode } from './module.ts';

const wrap = (statement: string) =>
  `export function request(ctx) {\n${statement}\n}\nexport function response() {}`;

const REFUSED: readonly (readonly [code: string, rule: string])[] = [
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
  ['return new Promise(() => 1);', 'no-promise'],
  ['ctx = {};', 'no-disallowed-re-assignment'],
  ['ctx.stash = {};', 'no-disallowed-re-assignment'],
  ['delete ctx.args;', 'no-disallowed-re-assignment'],
  ['for (ctx.prev of []) {}', 'no-disallowed-re-assignment'],
  ['return Date.now();', 'no-restricted-globals'],
  ['return parseInt(ctx.args.n);', 'no-restricted-globals'],
  ['return arguments;', 'no-restricted-globals'],
  ['return Number(ctx.args.n);', 'no-disallowed-methods'],
  ['return Object.freeze({});', 'no-disallowed-methods'],
  ['return Math["pow"](2, 2);', 'no-disallowed-methods'],
  ['return JSON;', 'no-disallowed-methods'],
  ['return ctx.args.list.includes(1);', 'no-disallowed-methods'],
  ['return ctx.args.f.call(1);', 'no-disallowed-methods'],
  ['const f = (n) => f(n); return f(1);', 'no-recursion'],
  ['function a() { return b(); } function b() { return a(); }', 'no-recursion'],
  ['const f = () => 1; return [f].concat(f);', 'no-function-passing'],
  ['return [2, 1].sort((a, b) => a - b);', 'no-function-passing'],
  ['const f = () => 1; const g = f;', 'no-function-reassign'],
  ['const f = () => 1; let g; g = f;', 'no-function-reassign'],
  ['return () => 1;', 'no-function-return'],
  ['const f = () => 1; return f;', 'no-function-return'],
  ['return ctx.a`b`;', 'no-tagged-templates'],
];

test.each(REFUSED)('%s is refused by name and line', (statement, rule) => {
  expect(() => compileCode('Id', wrap(statement))).toThrow(`${rule}, at line 2`);
});

const base = appsync.configs!['base'] as Linter.Config;
const NAMED_BY_AWS = new Set(Object.keys(base.rules ?? {}).map((name) => name.split('/').pop()!));

test.each(REFUSED.filter(([, rule]) => NAMED_BY_AWS.has(rule)))(
  "AWS's own lint rules find the same in %s",
  (statement, rule) => {
    const { plugins, rules } = base;
    const messages = new Linter().verify(wrap(statement), [{ plugins: plugins!, rules: rules! }]);
    expect(messages.map(({ ruleId }) => ruleId)).toContain(`@aws-appsync/${rule}`);
  },
);

test.each([
  [
    "import { sql } from '@aws-appsync/utils/rds';",
    'the module @aws-appsync/utils/rds is not handled on this machine',
  ],
  ["import { converse } from '@aws-appsync/utils/ai';", 'the module @aws-appsync/utils/ai is not handled'],
  ["import { fetch } from '@aws-appsync/utils';", '@aws-appsync/utils has no export named fetch'],
  ["import ddb from '@aws-appsync/utils/dynamodb';", 'no export named default'],
  [
    "import * as ddb from '@aws-appsync/utils/dynamodb'; const a = () => ddb.upsert({});",
    'at line 1: upsert is not',
  ],
  [
    "import { util as u } from '@aws-appsync/utils'; const a = () => u.time.now();",
    'util.time.now is not part of',
  ],
  ['const a = () => util.isNull(1);', 'util.isNull is not part of AppSync'],
  ['const a = () => util.rds.toJsonObject("");', 'util.rds is not handled on this machine'],
])('%s is refused', (code, message) => {
  expect(() => compileCode('Id', `${code}${wrap('')}`)).toThrow(message);
});

test('a name means what is nearest to it', () => {
  compileCode(
    'Id',
    wrap(
      `const Date = { now: () => 1 }; const { Map, ...Set } = ctx.args; let at = Date.now();
       const own = (Symbol) => Symbol; const pair = ([a, { b = 2 }]) => a + b;
       for (const RegExp of [1]) { var Proxy = RegExp; }
       function inner(ctx) { ctx = 1; return ctx; }
       ctx.stash.a = Map; ctx.args.b = 1; ctx.result.c = Proxy;
       return { Promise: 1, at, Set, own: own(1), pair: pair([1, {}]), in: inner(1), [undefined]: NaN }.Promise;`,
    ),
  );
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
