import { format } from 'node:util';

const LEVELS = /** @type {const} */ ({
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
});

/**
 * Sends what the function writes through `write`. The pipes of a process are channels of their own, so a line
 * could arrive after the result of the invocation that wrote it.
 *
 * @param {(text: string) => void} write
 */
export function patchStreams(write) {
  for (const stream of [process.stdout, process.stderr]) {
    /** @type {(chunk: string | Uint8Array, ...rest: unknown[]) => boolean} */
    const capture = (chunk, ...rest) => {
      write(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = rest.at(-1);
      if (typeof done === 'function') process.nextTick(/** @type {() => void} */ (done));
      return true;
    };
    stream.write = /** @type {typeof stream.write} */ (capture);
  }
}

/**
 * Gives the lines of `console` Lambda's form: time, request id and level, as text or as JSON.
 *
 * @param {'Text' | 'JSON'} logFormat
 * @param {() => string} requestId
 */
export function patchConsole(logFormat, requestId) {
  for (const [name, level] of Object.entries(LEVELS)) {
    const method = /** @type {keyof typeof LEVELS} */ (name);
    console[method] = (/** @type {unknown[]} */ ...values) => {
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
