import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPlace, removePlace, type StackPlace } from '../../support/stack.ts';

/** `npm run local` as a person types it, when something is in the way. */
const root = join(import.meta.dirname, '..', '..', '..');
let place: StackPlace;
beforeEach(async () => void (place = await newPlace()));
afterEach(async () => {
  await removePlace(place);
  await rm(templatePath(), { force: true });
});
/** Beside the data: a directory that holds other things is refused. */
const templatePath = () => `${place.dataDirectory}.json`;

function run(...args: string[]) {
  const child = spawn(
    process.execPath,
    [join(root, 'scripts', 'run.mjs'), '--ffmpeg', 'local/command/main.ts', ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  return {
    child,
    printed: () => printed,
    /** When the last process that can still print is gone: the one started here, and all that it started. */
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

const boot = async (resources: object) => {
  const template = templatePath();
  await writeFile(template, JSON.stringify({ Resources: resources }));
  const { web, aws } = place.ports;
  const ports = ['--port', String(web), '--aws-port', String(aws)];
  return run('--template', template, '--data', place.dataDirectory, ...ports);
};
const queue = { Queue: { Type: 'AWS::SQS::Queue' } };

describe('npm run local', () => {
  it.each<[NodeJS.Signals, number | null]>([
    ['SIGTERM', 0],
    ['SIGKILL', null],
  ])('leaves no process behind after %s', async (signal, code) => {
    const started = await boot(queue);
    while (!started.printed().includes('is ready.')) await once(started.child.stdout, 'data');
    started.child.kill(signal);
    expect(await started.ended).toBe(code);
  });

  it.each([
    ['the web page and the API', '--port', (ports: StackPlace['ports']) => ports.web],
    ['the CDN', '--port', (ports: StackPlace['ports']) => ports.web + 1],
    ['the payment sandbox', '--port', (ports: StackPlace['ports']) => ports.web + 2],
    ['the AWS APIs', '--aws-port', (ports: StackPlace['ports']) => ports.aws],
  ])('says in one line that the port for %s is taken', async (what, option, portOf) => {
    const port = portOf(place.ports);
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    const refused = await boot(queue);
    expect(await refused.ended).toBe(1);
    expect(refused.printed()).toBe(
      `Port ${port}, for ${what}, is in use by another program. Choose another: ${option} ${port + 1000}\n`,
    );
    holder.close();
  });

  it('says in one line which resource it does not handle, and leaves nothing running', async () => {
    const refused = await boot({ Topic: { Type: 'AWS::SNS::Topic' } });
    expect(await refused.ended).toBe(1);
    expect(refused.printed()).toMatch(/^Topic: AWS::SNS::Topic is not handled on this machine\..*\n$/);
  });
});
