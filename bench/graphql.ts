import { Agent, request } from 'node:http';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';

/** One person's connections to the API. The AWS SDK sends by `node:http` too, so both sides pay for the same client. */
export interface Connections {
  /** Sends an operation that must succeed. */
  ask<Data = object>(query: string, variables?: object): Promise<Data>;
  close(): void;
}

export function connect(outputs: Outputs, { accessToken }: Person, connections: number): Connections {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { port, pathname: path } = new URL(outputs.data.url);
  const options = { hostname: '127.0.0.1', port, path, method: 'POST', agent };

  const ask = <Data>(query: string, variables: object = {}) =>
    new Promise<Data>((resolve, reject) => {
      const body = JSON.stringify({ query, variables });
      const headers = {
        'content-type': 'application/json',
        authorization: accessToken,
        'content-length': Buffer.byteLength(body),
      };
      const sent = request({ ...options, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as { data?: Data; errors?: object };
          if (answer.data && !answer.errors) resolve(answer.data);
          else reject(new Error(JSON.stringify(answer)));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { ask, close: () => agent.destroy() };
}
