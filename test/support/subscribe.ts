import type { Outputs } from './stack.ts';
import { identityHeaders, type Identity } from './graphql.ts';

export interface Subscription<T> {
  /** Everything that arrived, in order. */
  readonly events: readonly T[];
  /** The first event that fits, waiting for it if need be. */
  next(fits: (event: T) => boolean, milliseconds?: number): Promise<T>;
  close(): void;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: Record<string, unknown>;
    readonly errors?: readonly { errorType: string; message: string }[];
  };
}

/** The refusal of a connection or a subscription, as the server worded it. */
export class SubscriptionRefused extends Error {
  readonly errorType: string;
  readonly messageType: string;

  constructor(message: Message) {
    const error = message.payload?.errors?.[0];
    super(error?.message ?? 'refused');
    this.errorType = error?.errorType ?? '';
    this.messageType = message.type;
  }
}

/**
 * A subscription over AppSync's real-time protocol, spoken from its documentation. Resolves at
 * `start_ack`; rejects with `SubscriptionRefused`.
 */
export async function subscribe<T>(
  outputs: Outputs,
  identity: Identity,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Subscription<T>> {
  const url = new URL(outputs.data.url);
  const header = { host: url.host, ...authorization(outputs, identity) };
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  const socket = new WebSocket(`ws://${url.host}${url.pathname}/realtime`, [
    'graphql-ws',
    `header-${encoded}`,
  ]);
  const events: T[] = [];
  let wake: () => void = () => {};

  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('The socket did not open.'));
    socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init' }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      if (message.type === 'connection_ack')
        socket.send(
          JSON.stringify({
            id: 'one',
            type: 'start',
            payload: { data: JSON.stringify({ query, variables }), extensions: { authorization: header } },
          }),
        );
      else if (message.type === 'start_ack') resolve();
      else if (message.type === 'error' || message.type === 'connection_error') {
        reject(new SubscriptionRefused(message));
        socket.close();
      } else if (message.type === 'data') {
        events.push(Object.values(message.payload!.data!)[0] as T);
        wake();
      }
    };
  });

  return {
    events,
    close: () => socket.close(),
    async next(fits, milliseconds = 60_000) {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const found = events.find(fits);
        if (found) return found;
        const left = deadline - Date.now();
        if (left <= 0) throw new Error(`No fitting event among ${JSON.stringify(events)}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}

/** The socket takes the same headers, with the token under its proper name. */
function authorization(outputs: Outputs, identity: Identity): Record<string, string> {
  const { authorization: token, ...rest } = identityHeaders(outputs, identity);
  return token === undefined ? rest : { ...rest, Authorization: token };
}
