/** What a subscription hands on. */
export interface Observer {
  next(value: object): void;
  error(error: unknown): void;
  complete(): void;
}

/** A frame of AppSync's real-time protocol, as the server sends it. */
interface Frame {
  readonly type: string;
  readonly payload?: {
    readonly connectionTimeoutMs?: number;
    readonly errors?: readonly { errorType?: string; message?: string }[];
    readonly data?: unknown;
  };
}

/**
 * One subscription over AppSync's real-time protocol, on a socket of its own: `connection_init`, on the
 * acknowledgement `start`, then `data` until somebody stops. The authorisation travels twice, in the
 * subprotocol for the connection and in `start` for the subscription, each time with the API's host.
 */
export function subscribe(
  addresses: { readonly graphqlUrl: string; readonly realtimeUrl: string },
  headers: Readonly<Record<string, string>>,
  request: { readonly query: string; readonly variables?: unknown; readonly operationName?: string | null },
) {
  return {
    subscribe(observer: Observer): { unsubscribe(): void } {
      const id = crypto.randomUUID();
      const authorization = { host: new URL(addresses.graphqlUrl).host, ...headers };
      const socket = new WebSocket(addresses.realtimeUrl, [
        'graphql-ws',
        `header-${base64url(authorization)}`,
      ]);
      const send = (message: object) => socket.send(JSON.stringify(message));
      let silence: ReturnType<typeof setTimeout> | undefined;
      let timeout = 30_000;
      let isOver = false;

      const end = (report: () => void) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(silence);
        socket.close(1000);
        report();
      };
      const fail = (message: string) => end(() => observer.error(new Error(message)));
      const listen = () => {
        clearTimeout(silence);
        silence = setTimeout(() => fail('The server has fallen silent.'), timeout);
      };

      const take = ({ type, payload }: Frame) => {
        if (type === 'connection_ack') {
          timeout = payload?.connectionTimeoutMs ?? timeout;
          const data = JSON.stringify({
            query: request.query,
            variables: request.variables ?? {},
            operationName: request.operationName,
          });
          send({ id, type: 'start', payload: { data, extensions: { authorization } } });
        } else if (type === 'data' && payload) observer.next(payload);
        else if (type === 'error' || type === 'connection_error') {
          // As a result, not as an exception: that is how GraphiQL shows errors whole.
          observer.next({ errors: payload?.errors });
          end(() => observer.complete());
        } else if (type === 'complete') end(() => observer.complete());
      };

      socket.onopen = () => send({ type: 'connection_init' });
      socket.onmessage = ({ data }) => {
        listen();
        take(JSON.parse(String(data)) as Frame);
      };
      socket.onclose = ({ code, reason }) =>
        fail(`The connection was closed (${code}${reason ? `: ${reason}` : ''}).`);
      listen();

      return {
        unsubscribe() {
          if (!isOver && socket.readyState === WebSocket.OPEN) send({ id, type: 'stop' });
          end(() => {});
        },
      };
    },
  };
}

function base64url(value: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
