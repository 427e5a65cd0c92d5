import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { fn, refs, role } from '../lambda/template.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const SAY = `exports.handler = async ({ say }) => console.log(say);`;

let local: LocalAws;
let lambda: LambdaClient;
beforeAll(async () => {
  local = await startLocal({
    template: {
      Resources: { Role: role(), Greeter: fn(SAY), GreeterTwo: fn(SAY), Other: fn(SAY) },
      Outputs: refs('Greeter', 'Other'),
    } as { Resources: Record<string, unknown> },
  });
  lambda = new LambdaClient(local.client);
});
afterAll(async () => {
  lambda.destroy();
  await local.stop();
});

const say = (logicalId: string, text: string) =>
  lambda.send(
    new InvokeCommand({ FunctionName: local.outputs[logicalId]!, Payload: JSON.stringify({ say: text }) }),
  );

/** `npm run logs -- …`, without the set-up. */
function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'logs.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const read = (chunk: Buffer) => void (printed += chunk.toString());
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, text: () => printed };
}

describe('npm run logs', () => {
  it('prints what a function wrote, by its logical name', async () => {
    await say('Greeter', 'good morning');
    const { ended, text } = run('Greeter', '--data', local.place.dataDirectory);
    expect(await ended).toBe(0);
    expect(text()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}START RequestId/m);
    expect(text()).toMatch(/\tINFO\tgood morning$/m);
  });

  it('follows what it goes on to write, filtered, until it is told to end', async () => {
    const { child, ended, text } = run(
      ...['oth', '--follow', '--since', '1m', '--filter', 'INFO', '--data', local.place.dataDirectory],
    );
    try {
      await say('Other', 'first');
      await vi.waitFor(() => expect(text()).toContain('first'), { timeout: 10_000, interval: 50 });
      await say('Other', 'second');
      await vi.waitFor(() => expect(text()).toContain('second'), { timeout: 10_000, interval: 50 });
      expect(text().trim().split('\n')).toHaveLength(2);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  });

  it('says which functions a name may mean, and that nothing runs', async () => {
    const several = run('gree', '--data', local.place.dataDirectory);
    expect(await several.ended).toBe(1);
    expect(several.text()).toMatch(/^gree may mean any of these:\n {2}Greeter +\S+\n {2}GreeterTwo +\S+\n$/);
    const nowhere = run('Greeter', '--data', '/nowhere/at/all');
    expect(await nowhere.ended).toBe(1);
    expect(nowhere.text()).toMatch(/^Nothing runs here yet/);
  });
});
