import { pathToFileURL } from 'node:url';
import { describeError } from './describe-error.mjs';
import { endPackageScope } from './package-scope.mjs';

/** @typedef {(event: unknown, context: unknown, callback?: unknown) => unknown} Handler */

/**
 * Loads the function's module and finds its handler.
 *
 * @param {import('./messages.ts').WorkerSetup} setup
 * @returns {Promise<Handler>}
 */
export async function loadHandler(setup) {
  endPackageScope(setup.codePath);
  const module = /** @type {Record<string, unknown>} */ (await import(pathToFileURL(setup.handlerPath).href));
  const inner = /** @type {Record<string, unknown> | undefined} */ (module['default']);
  const handler = module[setup.exportName] ?? inner?.[setup.exportName];
  if (typeof handler !== 'function')
    throw runtimeError('HandlerNotFound', `${setup.exportName} is undefined or not exported`);
  if (handler.length < 3) return /** @type {Handler} */ (handler);
  if (Number(/\d+/.exec(setup.nodeRuntime)) >= 24)
    throw runtimeError(
      'CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
    );
  return withCallback(/** @type {Handler} */ (handler));
}

/**
 * A handler of three parameters ends by its callback, or by the promise that it returns.
 *
 * @param {Handler} handler
 * @returns {Handler}
 */
function withCallback(handler) {
  return (event, context) =>
    new Promise((resolve, reject) => {
      const callback = (/** @type {unknown} */ error, /** @type {unknown} */ result) =>
        error === null || error === undefined ? resolve(result) : reject(error);
      const returned = handler(event, context, callback);
      if (returned instanceof Promise) returned.then(resolve, reject);
    });
}

/**
 * What kept the function from loading, in Lambda's words.
 *
 * @param {unknown} error
 * @returns {import('./messages.ts').FunctionErrorObject}
 */
export function describeLoadError(error) {
  const described = describeError(error);
  const code = /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND')
    return { ...described, errorType: 'Runtime.ImportModuleError' };
  if (error instanceof SyntaxError) return { ...described, errorType: 'Runtime.UserCodeSyntaxError' };
  return described;
}

/** @param {string} name @param {string} message */
function runtimeError(name, message) {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  return error;
}
