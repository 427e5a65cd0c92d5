import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../../runtime/log.ts';
import { createExchange, type Answer } from './exchange.ts';
import { refuseForeignHost } from './guard.ts';
import { HttpError } from './http-error.ts';
import type { Router } from './routes.ts';

/** Asks one router after the other; the first that knows the request answers it. */
export function createSandboxServer(routers: readonly Router[], log: Log): Server {
  return createServer((request, response) => {
    void answer(request, routers, log).then((found) => {
      send(response, found);
      // What the client still sends is of no use to anyone; reading it lets the answer arrive.
      request.resume();
    });
  });
}

async function answer(request: IncomingMessage, routers: readonly Router[], log: Log): Promise<Answer> {
  try {
    refuseForeignHost(request.headers);
    const exchange = createExchange(request);
    for (const router of routers) {
      const found = await router(exchange);
      if (found) return found;
    }
    throw new HttpError(404, 'There is nothing at this address.');
  } catch (error) {
    if (error instanceof HttpError) return { status: error.status, json: error.json };
    log.fault('sandbox', error);
    return {
      status: 500,
      json: { error: { code: 'SERVER_ERROR', description: 'The server met an error.' } },
    };
  }
}

function send(response: ServerResponse, answer: Answer): void {
  const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  const { status = 200, headers } = answer;
  if ('json' in answer)
    response
      .writeHead(status, { ...common, ...headers, 'content-type': 'application/json' })
      .end(JSON.stringify(answer.json));
  else response.writeHead(status, { ...common, ...headers }).end(answer.text);
}
