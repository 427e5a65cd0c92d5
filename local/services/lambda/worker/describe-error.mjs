/**
 * A thrown thing as Lambda's Node runtime reports it: a thrown value that is no error has no trace.
 *
 * @param {unknown} thrown
 * @returns {import('./messages.ts').FunctionErrorObject}
 */
export function describeError(thrown) {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return {
    errorType: thrown.name,
    errorMessage: thrown.message,
    trace: (thrown.stack ?? `${thrown.name}: ${thrown.message}`).split('\n'),
  };
}
