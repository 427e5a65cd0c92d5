import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import type { Log } from '../../../runtime/log.ts';
import type { Credentials } from '../auth/authenticate.ts';
import { RequestRefusal } from '../errors.ts';
import { refusalOf } from '../graphql/pipeline.ts';
import { readCall } from '../graphql/read-call.ts';
import { flatHeaders } from '../../../runtime/headers.ts';
import { forwardedHeaders } from '../http/headers.ts';
import { isObject, parseJson } from '../json.ts';
import type { RequestInfo } from '../resolvers/field-call.ts';
import { connectCredentials, startCredentials } from './handshake.ts';
import { createLifetime } from './lifetime.ts';
import { StartRefusal, type StartError } from './start-refusal.ts';
import type { StartRequest } from './start.ts';
import type { Accepted, Subscription, Subscriptions } from './subscriptions.ts';

const CONNECTION_TIMEOUT_MS = 300_000;
const MOST_SUBSCRIPTIONS = 100;
/** A client that takes its messages slower than this much behind is dropped: it reconnects and asks again. */
const MOST_BUFFERED = 4 * 1024 * 1024;

export interface ConnectionOptions {
  /** The API's own, which signed messages are signed for. */
  readonly path: string;
  readonly subscriptions: Subscriptions;
  readonly authenticate: (credentials: Credentials) => Promise<unknown>;
  readonly start: (request: StartRequest) => Promise<Accepted>;
  readonly log: Log;
}

/** A start that has not been answered yet; an object of its own, so that it can be told from the next one. */
interface Pending {
  readonly pending: true;
}

/** Speaks AppSync's real-time protocol on one socket until it closes. */
export function serveConnection(
  socket: WebSocket,
  request: IncomingMessage,
  options: ConnectionOptions,
): void {
  const { subscriptions, log } = options;
  /** By the client's id: what is heard, and the starts under way. A client may stop one and use its id again. */
  const running = new Map<string, Subscription | Pending>();
  const info: RequestInfo = { headers: forwardedHeaders(flatHeaders(request.headers)), domainName: null };
  const admitted = options.authenticate(connectCredentials(request, options.path)).then(
    () => undefined,
    (error: unknown) => refusalOf(error, log),
  );
  let acknowledged = false;

  const sendText = (text: string) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MOST_BUFFERED) socket.terminate();
    else socket.send(text);
  };
  const send = (message: Readonly<Record<string, unknown>>) => sendText(JSON.stringify(message));
  const sendErrors = (id: string | undefined, errors: readonly StartError[]) =>
    send({ ...(id !== undefined && { id }), type: 'error', payload: { errors } });

  const lifetime = createLifetime(socket, () => send({ type: 'ka' }));

  const handlers: Readonly<
    Record<string, (message: Readonly<Record<string, unknown>>) => Promise<void> | void>
  > = {
    connection_init: initialise,
    start: begin,
    stop: ({ id }) => end(String(id)),
  };

  async function initialise(): Promise<void> {
    const refusal = await admitted;
    if (refusal) {
      const { errorType, message, status } = refusal;
      send({ type: 'connection_error', payload: { errors: [{ errorType, message, errorCode: status }] } });
      return lifetime.close('Unauthorized');
    }
    if (acknowledged) return;
    acknowledged = true;
    send({ type: 'connection_ack', payload: { connectionTimeoutMs: CONNECTION_TIMEOUT_MS } });
    lifetime.begin();
  }

  async function begin(message: Readonly<Record<string, unknown>>): Promise<void> {
    // What is sent before the acknowledgement is ignored, as AppSync does.
    if (!acknowledged) return;
    const { id, payload } = message;
    if (typeof id !== 'string' || id === '' || id.length > 128)
      return sendErrors(undefined, [{ errorType: 'BadRequestException', message: 'A start needs an id.' }]);
    if (running.has(id))
      return sendErrors(id, [{ errorType: 'BadRequestException', message: 'Duplicate subscription id.' }]);
    if (running.size >= MOST_SUBSCRIPTIONS) {
      const text = `Max number of ${MOST_SUBSCRIPTIONS} subscriptions reached`;
      return sendErrors(id, [{ errorType: 'MaxSubscriptionsReachedError', message: text }]);
    }
    const pending: Pending = { pending: true };
    running.set(id, pending);
    try {
      const accepted = await options.start(readStart(payload));
      // The client may have stopped it, or gone, in the meantime.
      if (running.get(id) !== pending || socket.readyState !== WebSocket.OPEN) return;
      const subscription: Subscription = {
        ...accepted,
        deliver: (text) => sendText(`{"id":${JSON.stringify(id)},"type":"data","payload":${text}}`),
        fail: (errors) => {
          forget(id);
          sendErrors(id, errors);
        },
        invalidate: () => {
          send({ id, type: 'complete', payload: { message: 'Subscription complete.' } });
          lifetime.close('Subscription complete.');
        },
      };
      running.set(id, subscription);
      subscriptions.add(subscription);
      send({ id, type: 'start_ack' });
    } catch (error) {
      if (running.get(id) !== pending) return;
      running.delete(id);
      sendErrors(id, errorsOf(error));
    }
  }

  function errorsOf(error: unknown): readonly StartError[] {
    if (error instanceof StartRefusal) return error.errors;
    const { errorType, message } = refusalOf(error, log);
    return [{ errorType, message }];
  }

  function readStart(payload: unknown) {
    const data = isObject(payload) ? payload['data'] : undefined;
    const extensions = isObject(payload) ? payload['extensions'] : undefined;
    if (typeof data !== 'string')
      throw new RequestRefusal(400, 'BadRequestException', 'A start needs payload.data.');
    const authorization = isObject(extensions) ? extensions['authorization'] : undefined;
    return {
      credentials: startCredentials(authorization, data, request, options.path),
      info,
      call: readCall(data),
    };
  }

  function end(id: string): void {
    if (forget(id)) send({ id, type: 'complete' });
  }

  /** Whether there was such a subscription. */
  function forget(id: string): boolean {
    const subscription = running.get(id);
    if (subscription && !('pending' in subscription)) subscriptions.remove(subscription);
    return running.delete(id);
  }

  function receive(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parseJson(String(data));
    const type = isObject(message) ? String(message['type']) : 'unknown';
    const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
    if (!handler || !isObject(message)) {
      const text = 'unknown not supported through the realtime channel';
      return sendErrors(undefined, [{ errorType: 'UnsupportedOperation', message: text }]);
    }
    Promise.resolve(handler(message)).catch((error: unknown) => log.fault('appsync', error));
  }

  socket.on('message', receive);
  // A broken frame or connection: `close` follows, and there is nobody left to tell.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    lifetime.end();
    for (const subscription of running.values())
      if (!('pending' in subscription)) subscriptions.remove(subscription);
    running.clear();
  });
}
