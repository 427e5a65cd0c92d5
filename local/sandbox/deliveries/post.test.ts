import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { postNotice } from './post.ts';

let server: Server;
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://some.name.localhost:${(server.address() as AddressInfo).port}/a?b=c`;
}
const notice = (url: string) => ({ url, headers: { 'x-some': 'header' }, body: '{"₹":1}' });

it('sends the body’s bytes to the address, under its name', async () => {
  let seen: unknown;
  const url = await serve((request, response) => {
    seen = [request.url, request.headers.host, request.headers['x-some'], request.headers['content-length']];
    response.writeHead(204).end();
  });
  expect(await postNotice(notice(url), 5_000)).toBe(204);
  expect(seen).toEqual(['/a?b=c', new URL(url).host, 'header', '9']);
});

it('gives up on whoever does not answer in time', async () => {
  await expect(postNotice(notice(await serve(() => {})), 50)).rejects.toThrow(/abort/i);
});

it('follows nobody elsewhere, and reads no answer that does not end', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(307, { location: 'http://localhost:1/' }).write('and so on');
  });
  expect(await postNotice(notice(url), 5_000)).toBe(307);
});
