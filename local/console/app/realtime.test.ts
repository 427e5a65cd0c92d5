import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as Socket } from 'ws';
import { subscribe } from './realtime.ts';

let server: WebSocketServer;
let addresses: { graphqlUrl: string; realtimeUrl: string };
let offered: string[];

beforeEach(async () => {
  offered = [];
  server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (protocols) => {
      offered = [...protocols];
      return 'graphql-ws';
    },
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  addresses = {
    graphqlUrl: `http://127.0.0.1:${port}/graphql`,
    realtimeUrl: `ws://127.0.0.1:${port}/graphql/realtime`,
  };
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

/** A server that acknowledges, then answers `start` with some frames. */
function answerWith(...frames: object[]): Promise<Record<string, unknown>[]> {
  return new Promise((resolve) =>
    server.on('connection', (socket: Socket) => {
      const received: Record<string, unknown>[] = [];
      const send = (frame: object) => socket.send(JSON.stringify(frame));
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { type: string };
        received.push(message);
        if (message.type === 'connection_init')
          send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
        if (message.type === 'start')
          for (const frame of [{ type: 'ka' }, { type: 'start_ack' }, ...frames]) send(frame);
      });
      socket.on('close', () => resolve(received));
    }),
  );
}

/** Everything that a subscription hands on until it ends or `stopAfter` values came. */
function collect(headers: Record<string, string>, stopAfter = Infinity): Promise<unknown[]> {
  return new Promise((resolve) => {
    const seen: unknown[] = [];
    const request = { query: 'subscription { ticks }', variables: { a: 1 } };
    const { unsubscribe } = subscribe(addresses, headers, request).subscribe({
      next: (value) => {
        seen.push(value);
        if (seen.length === stopAfter) {
          unsubscribe();
          resolve(seen);
        }
      },
      error: (error) => resolve([...seen, (error as Error).message]),
      complete: () => resolve([...seen, 'complete']),
    });
  });
}

it('subscribes with its authorisation in both places, and stops in order', async () => {
  const received = answerWith({ type: 'data', payload: { data: { ticks: 1 } } });
  expect(await collect({ Authorization: 'token' }, 1)).toEqual([{ data: { ticks: 1 } }]);

  const authorization = { host: new URL(addresses.graphqlUrl).host, Authorization: 'token' };
  const [, header = ''] = offered;
  expect(offered[0]).toBe('graphql-ws');
  expect(header).toMatch(/^header-[A-Za-z0-9_-]+$/);
  expect(JSON.parse(Buffer.from(header.slice(7), 'base64url').toString())).toEqual(authorization);

  const [init, start, stop] = await received;
  expect(init).toEqual({ type: 'connection_init' });
  expect(start).toMatchObject({ type: 'start', payload: { extensions: { authorization } } });
  const { data } = (start as { payload: { data: string } }).payload;
  expect(JSON.parse(data)).toEqual({ query: 'subscription { ticks }', variables: { a: 1 } });
  expect(stop).toEqual({ id: (start as { id: string }).id, type: 'stop' });
});

it.each(['error', 'connection_error'])('shows the server’s own errors on %s, and ends', async (type) => {
  const errors = [
    { errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' },
  ];
  void answerWith({ type, payload: { errors } });
  expect(await collect({ 'x-api-key': 'k' })).toEqual([{ errors }, 'complete']);
});

it('says so when the server closes the connection', async () => {
  server.on('connection', (socket: Socket) => socket.close(4000, 'going away'));
  expect(await collect({})).toEqual(['The connection was closed (4000: going away).']);
});
