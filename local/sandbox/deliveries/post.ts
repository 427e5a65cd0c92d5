import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { addressOf } from '../../runtime/this-machine.ts';

export interface Notice {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a notice and answers with the HTTP status. No redirect is followed, and what is answered beside the status is not
 * read. Rejects when there is no answer within the time.
 */
export function postNotice({ url, headers, body }: Notice, timeoutMs: number): Promise<number> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const bytes = Buffer.from(body, 'utf8');
  return new Promise((resolve, reject) => {
    const outgoing = (protocol === 'https:' ? requestHttps : requestHttp)(
      {
        ...{ hostname: addressOf(hostname), port, path: `${pathname}${search}`, method: 'POST' },
        headers: { ...headers, host, 'content-length': String(bytes.length) },
        signal: AbortSignal.timeout(timeoutMs),
        agent: false,
      },
      (incoming) => {
        resolve(incoming.statusCode ?? 0);
        incoming.destroy();
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}
