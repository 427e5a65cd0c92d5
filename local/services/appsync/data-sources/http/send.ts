import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { HttpCall } from './read-request.ts';
import type { Target } from './endpoint.ts';

/** What `ctx.result` of an HTTP data source holds. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The endpoint answered with more than AppSync takes. */
export class AnswerTooLarge extends Error {}

/** Sends one request and reads the answer whole. No redirect is followed: the resolver sees it. */
export function send(
  target: Target,
  call: HttpCall,
  headers: Readonly<Record<string, string>>,
  { timeoutMs, largestAnswer }: { readonly timeoutMs: number; readonly largestAnswer: number },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = (target.protocol === 'http:' ? requestHttp : requestHttps)(
      {
        hostname: target.hostname,
        port: target.port,
        method: call.method,
        path: `${call.path}${queryText(call.query)}`,
        headers: { ...headers, host: target.host, 'content-length': String(Buffer.byteLength(call.body)) },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (incoming) => {
        readAnswer(incoming, largestAnswer).then(resolve, (error: Error) => {
          outgoing.destroy();
          reject(error);
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body);
  });
}

async function readAnswer(incoming: IncomingMessage, largest: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { statusCode: incoming.statusCode ?? 0, headers: headersOf(incoming.rawHeaders), body };
}

/** Names as they came; of several with one name, all in one text. */
function headersOf(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]!;
    headers[name] = headers[name] === undefined ? raw[at + 1]! : `${headers[name]}, ${raw[at + 1]!}`;
  }
  return headers;
}

/** Encoded as Signature Version 4 wants it. */
function queryText(query: HttpCall['query']): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(one)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

const encode = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
