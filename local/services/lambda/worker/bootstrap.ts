/**
 * Runs inside the worker thread of one execution environment: loads the function once, then calls its
 * handler for one message after the other, as Lambda's own runtime client does.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { patchConsole, patchStreams } from './console.ts';
import { describeError } from './describe-error.ts';
import type { InvokeMessage, WorkerMessage, WorkerSetup } from './messages.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const setup = workerData as WorkerSetup;
const port = parentPort!;
const send = (message: WorkerMessage) => port.postMessage(message);
const heap = () => process.memoryUsage().heapUsed;
let requestId = '';

patchStreams((text) => send({ kind: 'output', text }));
patchConsole(setup.logFormat, () => requestId);

// A fault outside the handler's own promise ends the environment, as it does on Lambda.
process.on('uncaughtException', (error) => {
  send({ kind: 'error', error: describeError(error), memory: heap(), fatal: true });
  process.exit(129);
});
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = describeError(reason);
  const error = { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace: trace ?? [] };
  send({ kind: 'error', error, memory: heap(), fatal: true });
  process.exit(128);
});

async function loadHandler(): Promise<Handler> {
  const module = (await import(pathToFileURL(setup.handlerPath).href)) as Record<string, unknown>;
  const inner = module['default'] as Record<string, unknown> | undefined;
  const handler = module[setup.exportName] ?? inner?.[setup.exportName];
  if (typeof handler === 'function') return handler as Handler;
  const error = new Error(`${setup.exportName} is undefined or not exported`);
  error.name = 'Runtime.HandlerNotFound';
  throw error;
}

function contextOf(message: InvokeMessage) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    awsRequestId: message.requestId,
    logGroupName: setup.logGroup,
    logStreamName: setup.logStream,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    send({ kind: 'result', payload: JSON.stringify(result) ?? 'null', memory: heap() });
  } catch (error) {
    send({ kind: 'error', error: describeError(error), memory: heap() });
  }
}

try {
  const handler = await loadHandler();
  port.on('message', (message: InvokeMessage) => void invoke(handler, message));
  send({ kind: 'ready' });
} catch (error) {
  const described = describeError(error);
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  const errorType = missing
    ? 'Runtime.ImportModuleError'
    : error instanceof SyntaxError
      ? 'Runtime.UserCodeSyntaxError'
      : described.errorType;
  send({ kind: 'error', error: { ...described, errorType }, memory: heap() });
}
