import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lambdaForTests, type LambdaForTests } from '../testing.ts';

let test: LambdaForTests;
let above: string;
beforeEach(async () => {
  test = await lambdaForTests();
  above = mkdtempSync(join(tmpdir(), 'package-'));
});
afterEach(async () => {
  await test.stop();
  rmSync(above, { recursive: true, force: true });
});

/** Runs a function whose code lies in a folder below others of no concern to it. */
async function run(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(above, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const arn = test.create('handler', { Code: { LocalPath: join(above, 'code') } });
  return test.invoke(arn);
}

const MODULES = { 'package.json': '{"type":"module"}' };
const COMMONJS = {
  'code/index.js': `const { x } = require('./lib/x.js'); exports.handler = async () => x + typeof module;`,
  'code/lib/x.js': `module.exports = { x: 'a CommonJS ' };`,
};

describe('a .js file without a package.json of its own', () => {
  it('is CommonJS by its text, whatever lies above the code', async () => {
    expect(await run({ ...MODULES, ...COMMONJS })).toEqual({ result: 'a CommonJS object' });
  });

  it('is a module by its text, whatever lies above the code', async () => {
    const files = {
      'package.json': '{"type":"commonjs"}',
      'code/index.js': `import x from './x.js'; export const handler = async () => x + import.meta.filename.at(-1);`,
      'code/x.js': `module.exports = 'x';`,
    };
    expect(await run(files)).toEqual({ result: 'xs' });
  });

  it('that is neither is refused as on Lambda', async () => {
    const { result } = await run({ ...MODULES, 'code/index.js': `exports.handler = async ( => 1;` });
    expect(result).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
  });
});

describe('a .js file of a package', () => {
  it('is what the package.json of its folder says', async () => {
    const { result } = await run({ ...MODULES, ...COMMONJS, 'code/package.json': '{"type":"module"}' });
    expect(result).toMatchObject({
      errorMessage: expect.stringContaining('require is not defined in ES module scope'),
    });
  });

  it('is what the package.json between it and the code says', async () => {
    const files = {
      ...MODULES,
      'code/index.js': `exports.handler = async () => (await import('./esm/x.js')).default;`,
      'code/esm/package.json': '{"type":"module"}',
      'code/esm/x.js': `export default 'a module';`,
    };
    expect(await run(files)).toEqual({ result: 'a module' });
  });
});
