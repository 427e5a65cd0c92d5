/**
 * Runs as the process of one execution environment: loads the function once, then calls its handler for one
 * message after the other, as Lambda's own runtime client does.
 *
 * Plain JavaScript, because Node's TypeScript loader would cost each environment 20 MB.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { patchConsole, patchStreams } from './console.mjs';
import { describeError } from './describe-error.mjs';
import { describeLoadError, loadHandler } from './load-handler.mjs';

/** @typedef {import('./messages.ts').WorkerSetup} WorkerSetup */
/** @typedef {import('./messages.ts').InvokeMessage} InvokeMessage */
/** @typedef {import('./messages.ts').WorkerMessage} WorkerMessage */
/** @typedef {import('./load-handler.mjs').Handler} Handler */

const { exit } = process;
const channel = /** @type {(message: WorkerMessage, sent?: () => void) => void} */ (
  process.send?.bind(process)
);
const memory = () => process.memoryUsage.rss();
let requestId = '';
let isFirst = true;

/** @param {WorkerMessage} message */
const send = (message) => channel(message);

// The channel is the service's alone: a function finds a process without one.
delete process.send;
// The end of the service ends its environments; a signal from the terminal, which goes to all, leaves them to it.
process.on('disconnect', () => exit(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
// A fault outside the handler's own promise ends the environment, as it does on Lambda.
process.on('uncaughtException', (error) => {
  channel({ kind: 'error', error: describeError(error), memory: memory(), fatal: true }, () => exit(129));
});
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = describeError(reason);
  const error = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace: trace ?? [] };
  channel({ kind: 'error', error, memory: memory(), fatal: true }, () => exit(128));
});
process.once('message', (setup) => void start(/** @type {WorkerSetup} */ (setup)));

/** @param {WorkerSetup} setup */
async function start(setup) {
  patchStreams((text) => send({ kind: 'output', text }));
  patchConsole(setup.logFormat, () => requestId);
  enableCompileCache(setup.compileCache);
  try {
    const handler = await loadHandler(setup);
    process.on('message', (message) => void invoke(handler, setup, /** @type {InvokeMessage} */ (message)));
    send({ kind: 'ready' });
  } catch (error) {
    send({ kind: 'error', error: describeLoadError(error), memory: memory() });
  }
}

/** @param {Handler} handler @param {WorkerSetup} setup @param {InvokeMessage} message */
async function invoke(handler, setup, message) {
  requestId = message.requestId;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(setup, message));
    send({ kind: 'result', payload: JSON.stringify(result) ?? 'null', memory: memory() });
  } catch (error) {
    send({ kind: 'error', error: describeError(error), memory: memory() });
  }
  keepCompiled();
}

/** Once, and only when the answer is out: until then more of the code has been compiled, and nobody waits. */
function keepCompiled() {
  if (isFirst) setImmediate(flushCompileCache);
  isFirst = false;
}

/** @param {WorkerSetup} setup @param {InvokeMessage} message */
function contextOf(setup, message) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: setup.version,
    invokedFunctionArn: message.invokedArn,
    memoryLimitInMB: String(setup.memoryMb),
    awsRequestId: message.requestId,
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}
