import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { lambdaForTests, ROLE, type LambdaForTests } from './testing.ts';

let test: LambdaForTests;
beforeEach(async () => {
  test = await lambdaForTests();
});
afterEach(() => test.stop());

const says = (word: string) =>
  `exports.handler = async ({ ms = 0 }) => { await new Promise((end) => setTimeout(end, ms)); return '${word}'; };`;
const resource = (code: object, properties: object = {}) => ({
  logicalId: 'Fn',
  type: 'AWS::Lambda::Function',
  properties: {
    ...{ FunctionName: 'fn', Code: code, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: ROLE },
    Timeout: 20,
    ...properties,
  },
});
const make = (code: object, properties: object = {}) => test.lambda.create(resource(code, properties));
const run = async (event: object = {}, name = 'fn') => (await test.invoke(name, event)).result;

describe('a function that is changed', () => {
  it('ends on the old code what runs on it, and begins on the new; nothing is lost', async () => {
    await make({ ZipFile: says('old') });
    expect(await run()).toBe('old');
    const running = run({ ms: 400 });
    await vi.waitFor(() => expect(test.lines.filter((line) => line.includes('START'))).toHaveLength(2));
    await make({ ZipFile: says('new') });
    expect(await run()).toBe('new');
    expect(await running).toBe('old');
  });

  it('keeps its environments when nothing about it has changed', async () => {
    const counts = `let calls = 0; exports.handler = async () => (calls += 1);`;
    for (const expected of [1, 2]) {
      await make({ ZipFile: counts });
      expect(await run()).toBe(expected);
    }
  });

  it('is seen to have changed in its folder, of CommonJS and of modules', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'code-'));
    const path = join(folder, 'index.mjs');
    try {
      for (const [at, word] of ['one', 'two'].entries()) {
        writeFileSync(path, `export const handler = async () => '${word}';`);
        utimesSync(path, at + 1, at + 1);
        await make({ LocalPath: folder });
        expect(await run()).toBe(word);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes new settings at once', async () => {
    const code = { ZipFile: `exports.handler = async () => process.env.STAGE ?? 'none';` };
    await make(code);
    await make(code, { Environment: { Variables: { STAGE: 'two' } }, ReservedConcurrentExecutions: 1 });
    expect(await run()).toBe('two');
    await make(code, { ReservedConcurrentExecutions: 0 });
    await expect(run()).rejects.toThrow('Rate Exceeded.');
  });

  it('leaves a published version as it was', async () => {
    await make({ ZipFile: says('first') });
    const version = (logicalId: string) =>
      test.lambda.create({ logicalId, type: 'AWS::Lambda::Version', properties: { FunctionName: 'fn' } });
    expect(await version('V1')).toMatchObject({ attributes: { Version: '1' } });
    await make({ ZipFile: says('second') });
    expect(await version('V2')).toMatchObject({ attributes: { Version: '2' } });
    expect(await version('V1')).toMatchObject({ attributes: { Version: '1' } });
    expect([await run({}, 'fn:1'), await run({}, 'fn:2'), await run()]).toEqual([
      'first',
      'second',
      'second',
    ]);
  });
});

describe('a function that is taken away', () => {
  it('is not found any more; what ran on it ends', async () => {
    await make({ ZipFile: says('last') });
    const running = run({ ms: 300 });
    await vi.waitFor(() => expect(test.lines.some((line) => line.includes('START'))).toBe(true), 10_000);
    await test.lambda.delete?.(resource({ ZipFile: says('last') }));
    await expect(test.lambda.invoke('fn', '{}', 'RequestResponse', root)).rejects.toThrow(
      'Function not found: arn:aws:lambda:us-east-1:000000000000:function:fn',
    );
    expect(await running).toBe('last');
    // It may be gone already.
    await test.lambda.delete?.(resource({ ZipFile: says('last') }));
  });

  it('takes nothing along but what is named', async () => {
    await make({ ZipFile: says('here') });
    const alias = {
      logicalId: 'Alias',
      type: 'AWS::Lambda::Alias',
      properties: { FunctionName: 'fn', FunctionVersion: '$LATEST', Name: 'live' },
    };
    test.lambda.create(alias);
    expect(await run({}, 'fn:live')).toBe('here');
    await test.lambda.delete?.(alias);
    await expect(run({}, 'fn:live')).rejects.toThrow('Function not found');
    expect(await run()).toBe('here');
  });
});

describe('an alias in a template', () => {
  it.each<[string, object]>([
    [
      'weights',
      { RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.1 }] } },
    ],
    ['a version that is not there', { FunctionVersion: '7' }],
    ['a name of digits', { Name: '12' }],
    ['provisioned concurrency', { ProvisionedConcurrencyConfig: {} }],
  ])('is refused for %s', async (_, properties) => {
    await make({ ZipFile: says('x') });
    expect(() =>
      test.lambda.create({
        logicalId: 'Alias',
        type: 'AWS::Lambda::Alias',
        properties: { FunctionName: 'fn', FunctionVersion: '$LATEST', Name: 'live', ...properties },
      }),
    ).toThrow(/^Alias: /);
  });
});

/** The processes that this one has started. */
const children = () =>
  execFileSync('ps', ['-A', '-o', 'ppid=,pid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([parent, , command]) => parent === String(process.pid) && !command!.endsWith('ps'))
    .map(([, pid]) => pid!);

it('leaves no process behind when it stops, busy or not', async () => {
  const before = new Set(children());
  await make({ ZipFile: `exports.handler = async () => { for (;;); };` }, { Timeout: 900 });
  void run().catch(() => undefined);
  await vi.waitFor(() => expect(test.lines.some((line) => line.includes('START'))).toBe(true), 10_000);
  // The environment, and the shell that would end it if this process died.
  expect(children().filter((pid) => !before.has(pid))).toHaveLength(2);
  await test.stop();
  expect(children().filter((pid) => !before.has(pid))).toEqual([]);
});
