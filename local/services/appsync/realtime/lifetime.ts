import type { WebSocket } from 'ws';

const KEEP_ALIVE_MS = 60_000;
/** A client that says nothing after the handshake is not waited for. */
const INIT_TIMEOUT_MS = 15_000;
const LONGEST_LIFE_MS = 24 * 3600 * 1000;
/** Nobody waits for ever for the other side of a closing handshake. */
const FAREWELL_MS = 5_000;

/** The times of one connection: when it must have begun, its keep-alives, and its end. */
export interface Lifetime {
  /** The connection stands: keep-alives go out from now on. */
  begin(): void;
  /** Closes it, whether or not the client joins in. */
  close(reason: string): void;
  /** It is closed: nothing more is to come. */
  end(): void;
}

export function createLifetime(socket: WebSocket, keepAlive: () => void): Lifetime {
  const timers: NodeJS.Timeout[] = [];
  const close = (reason: string) => {
    socket.close(1000, reason);
    timers.push(setTimeout(() => socket.terminate(), FAREWELL_MS).unref());
  };
  const late = setTimeout(() => close('No connection_init.'), INIT_TIMEOUT_MS).unref();
  timers.push(late, setTimeout(() => close('Connection lifetime over.'), LONGEST_LIFE_MS).unref());
  return {
    begin() {
      clearTimeout(late);
      keepAlive();
      timers.push(setInterval(keepAlive, KEEP_ALIVE_MS).unref());
    },
    close,
    end() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
