import type { IncomingMessage } from 'node:http';

/** `ctx.request.headers`: without what belongs to the connection alone. */
export function forwardedHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HIDDEN.has(name)));
}

const HIDDEN: ReadonlySet<string> = new Set(['connection', 'sec-websocket-protocol', 'sec-websocket-key']);

/** `ctx.identity.sourceIp`: the client's own address, in IPv4 form where it is one. */
export function sourceIps(request: IncomingMessage): readonly string[] {
  return [(request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')];
}
