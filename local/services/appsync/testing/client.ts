import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string };

export interface RealtimeClient {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  send(message: Record<string, unknown>): void;
  start(
    id: string,
    query: string,
    authorization: Record<string, string>,
    variables?: Record<string, unknown>,
  ): void;
  /** The first message that fits, come or to come. */
  receive(fits: (message: Message) => boolean): Promise<Message>;
  closed(): Promise<number>;
}

/** A client of the real-time protocol that does nothing by itself. */
export async function connectRealtime(
  url: string,
  options: { subprotocols?: string[]; query?: string; headers?: Record<string, string> },
): Promise<RealtimeClient> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/realtime${options.query ?? ''}`,
    ['graphql-ws', ...(options.subprotocols ?? [])],
    { headers: options.headers ?? {} },
  );
  const messages: Message[] = [];
  let waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as Message);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const client: RealtimeClient = {
    socket,
    messages,
    send: (message) => socket.send(JSON.stringify(message)),
    start: (id, query, authorization, variables = {}) =>
      client.send({
        id,
        type: 'start',
        payload: { data: JSON.stringify({ query, variables }), extensions: { authorization } },
      }),
    async receive(fits) {
      for (;;) {
        const found = messages.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    closed: () => closed,
  };
  return client;
}

export const headerSubprotocol = (header: Record<string, string>) =>
  `header-${Buffer.from(JSON.stringify(header)).toString('base64url')}`;
