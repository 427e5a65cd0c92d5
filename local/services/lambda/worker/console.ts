import { format } from 'node:util';

const LEVELS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

/**
 * Sends what the function writes through `write`. The streams of a worker thread travel on a channel
 * of their own, so a line could arrive after the result of the invocation that wrote it.
 */
export function patchStreams(write: (text: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    const capture = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(done as () => void);
      return true;
    };
    stream.write = capture as typeof stream.write;
  }
}

/** Gives the lines of `console` Lambda's form: time, request id and level, as text or as JSON. */
export function patchConsole(logFormat: 'Text' | 'JSON', requestId: () => string): void {
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, string][]) {
    console[method] = (...values: unknown[]) => {
      const timestamp = new Date().toISOString();
      const message = format(...values);
      const line =
        logFormat === 'JSON'
          ? JSON.stringify({ timestamp, level, requestId: requestId(), message })
          : `${timestamp}\t${requestId() || 'undefined'}\t${level}\t${message.replaceAll('\n', '\r')}`;
      process.stdout.write(`${line}\n`);
    };
  }
}
