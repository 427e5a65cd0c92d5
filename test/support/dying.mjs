import { subscribe } from 'node:diagnostics_channel';

/*
 * Loaded into a function's process before its own code: with an answer that says so the process is killed, before anybody in
 * it has seen that answer.
 */

const LAST = 'x-last-answer';
const die = () => process.kill(process.pid, 'SIGKILL');

// The AWS SDK by `node:http`, the others by `fetch`.
subscribe('http.client.response.finish', (message) => {
  const { response } = /** @type {{ response: import('node:http').IncomingMessage }} */ (message);
  if (LAST in response.headers) die();
});
subscribe('undici:request:headers', (message) => {
  const { response } = /** @type {{ response: { headers: Buffer[] } }} */ (message);
  if (response.headers.some((part) => part.toString().toLowerCase() === LAST)) die();
});
