import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { newPlace, newPorts, removePlace, startStack, type StackPlace } from './support/stack.ts';

/** `npm start` as a person types it, when something is in the way. */
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'with space '));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let place: StackPlace;
beforeEach(async () => void (place = await newPlace()));
afterEach(() => removePlace(place));

function start({ dataDirectory, ports }: StackPlace, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PLAYHEAD_DATA: dataDirectory,
      PLAYHEAD_OUTPUTS: join(scratch, 'outputs.json'),
      PLAYHEAD_PORT: String(ports.web),
      PLAYHEAD_AWS_PORT: String(ports.aws),
    },
  });
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
const lastLine = (printed: string) => printed.trimEnd().split('\n').at(-1);

describe('npm start', () => {
  it('tells a page where everything is, but not the keys of the account', async () => {
    const outputs = inject('outputs');
    const answer = await fetch(new URL('amplify_outputs.json', outputs.custom.playhead.webUrl));
    const { rootCredentials, ...playhead } = outputs.custom.playhead;
    expect(await answer.json()).toEqual({ ...outputs, custom: { playhead } });
    expect(rootCredentials.secretAccessKey).toHaveLength(40);
  });

  it('never throws away, nor shares, the data of a running instance', async () => {
    const running = await startStack(place);
    const before = readdirSync(place.dataDirectory);
    const elsewhere = { ...place, ports: await newPorts() };
    for (const args of [[], ['--reset']]) {
      const second = start(elsewhere, ...args);
      expect(await second.ended).toBe(1);
      expect(lastLine(second.printed())).toBe(
        `Another instance is running on the data directory ${place.dataDirectory}.`,
      );
    }
    expect(readdirSync(place.dataDirectory)).toEqual(before);
    await running.stop();
  });

  it.each([
    ['the web page and the API', 'PLAYHEAD_PORT', (ports: StackPlace['ports']) => ports.web],
    ['the CDN', 'PLAYHEAD_PORT', (ports: StackPlace['ports']) => ports.web + 1],
    ['the AWS APIs', 'PLAYHEAD_AWS_PORT', (ports: StackPlace['ports']) => ports.aws],
  ])(
    'says in one line that the port for %s is taken, and that %s chooses another',
    async (what, variable, portOf) => {
      const port = portOf(place.ports);
      const holder = createServer().listen(port, '127.0.0.1');
      await once(holder, 'listening');
      const refused = start(place);
      expect(await refused.ended).toBe(1);
      expect(lastLine(refused.printed())).toBe(
        `Port ${port}, for ${what}, is in use by another program. Choose another: ${variable}=${port + 1000} npm start`,
      );
      holder.close();
    },
  );

  it.each(['Building', 'Starting the services', 'Creating the stack'])(
    'leaves no process behind when it is killed while %s',
    async (step) => {
      const started = start(place);
      while (!started.printed().includes(step)) await once(started.child.stderr, 'data');
      started.child.kill('SIGKILL');
      await started.ended;
    },
  );
});
