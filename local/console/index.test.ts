import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../runtime/log.ts';
import { createConsole } from './index.ts';

const settings = {
  graphqlUrl: 'http://localhost:1/graphql',
  realtimeUrl: 'ws://localhost:1/graphql/realtime',
  apiKey: 'da2-key',
  users: [{ username: 'ann', password: 'secret', groups: ['staff'] }],
  operations: [{ name: 'Ping', source: '{ ping }' }],
};

let cacheDirectory: string;
let server: Server;
let url: string;

beforeAll(async () => {
  cacheDirectory = mkdtempSync(join(tmpdir(), 'console-'));
  server = createServer(createConsole({ ...settings, cacheDirectory, log: silentLog }).http);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`;
});
afterAll(async () => {
  await stop(server);
  rmSync(cacheDirectory, { recursive: true });
});

it('tells its page what it works with', async () => {
  expect(await (await fetch(`${url}/settings.json`)).json()).toEqual(settings);
});

it('serves a page that needs nothing from elsewhere', async () => {
  const page = await (await fetch(`${url}/`)).text();
  expect(page).toContain('src="app.js"');
  const style = await (await fetch(`${url}/app.css`)).text();
  expect(`${page}${style}`).not.toMatch(/(?:src|href)="https?:|url\(["']?https?:|@import/);
  expect((await (await fetch(`${url}/app.js`)).text()).length).toBeGreaterThan(100_000);
});

it('is bundled once and kept', async () => {
  const before = statSync(join(cacheDirectory, 'app.js')).mtimeMs;
  const again = createServer(createConsole({ ...settings, cacheDirectory, log: silentLog }).http);
  await new Promise<void>((resolve) => again.listen(0, '127.0.0.1', resolve));
  const { port } = again.address() as AddressInfo;
  expect((await fetch(`http://127.0.0.1:${port}/console/app.js`)).status).toBe(200);
  expect(statSync(join(cacheDirectory, 'app.js')).mtimeMs).toBe(before);
  await stop(again);
});

/** Without waiting for the connections that `fetch` keeps. */
function stop(running: Server): Promise<unknown> {
  running.closeAllConnections();
  return new Promise((resolve) => running.close(resolve));
}
