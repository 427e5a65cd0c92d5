import { AwsError } from '../../../runtime/errors.ts';
import type { InvokeResult } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { FieldError } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';
import { joinBatch } from './batch.ts';
import type { DataSource, DataSourceAnswer } from './data-source.ts';

/** How many siblings AppSync puts into one `BatchInvoke` unless `MaxBatchSize` says otherwise. */
const DEFAULT_BATCH_SIZE = 5;

/** `Invoke` and `BatchInvoke` of one function, as the data source's role. */
export function createLambdaSource(
  functionArn: string,
  principal: () => Principal,
  runtime: Runtime,
): DataSource {
  async function invoke(payload: unknown, type: 'RequestResponse' | 'Event'): Promise<DataSourceAnswer> {
    try {
      const text = JSON.stringify(payload ?? null);
      const result = await runtime.peers.lambda.invoke(functionArn, text, type, principal());
      return type === 'Event' ? { result: null } : readResult(result);
    } catch (error) {
      if (error instanceof AwsError)
        return { result: null, error: { type: `Lambda:${error.code}`, message: error.message } };
      runtime.log.fault('appsync', error);
      return {
        result: null,
        error: { type: 'Lambda:AWSLambdaException', message: 'The function could not be called.' },
      };
    }
  }

  async function invokeBatch(payloads: readonly unknown[]): Promise<readonly DataSourceAnswer[]> {
    const answer = await invoke(payloads, 'RequestResponse');
    if (answer.error) return payloads.map(() => answer);
    const results = answer.result;
    if (!Array.isArray(results) || results.length !== payloads.length) {
      const message = `BatchInvoke result must be a list of ${payloads.length} elements, one for each payload.`;
      return payloads.map(() => ({ result: null, error: { type: 'Lambda:IllegalArgument', message } }));
    }
    return results.map((result: unknown) => ({ result: result ?? null }));
  }

  return ({ request, stepId, maxBatchSize, batches }) => {
    const type = request['invocationType'] === 'Event' ? 'Event' : 'RequestResponse';
    switch (request['operation']) {
      case 'Invoke':
        return invoke(request['payload'], type);
      case 'BatchInvoke':
        return joinBatch(
          batches,
          stepId,
          maxBatchSize || DEFAULT_BATCH_SIZE,
          request['payload'],
          invokeBatch,
        );
      default:
        throw new FieldError(`Unsupported operation '${String(request['operation'])}'.`, 'MappingTemplate');
    }
  };
}

/** A function's own error is `Lambda:Unhandled` with its message; running out of time has a type of its own. */
function readResult(result: InvokeResult): DataSourceAnswer {
  const payload = parseJson(result.payload);
  if (!result.functionError) return { result: payload ?? null };
  const failure = isObject(payload) ? payload : {};
  if (failure['errorType'] === 'Sandbox.Timedout')
    return {
      result: null,
      error: { type: 'Lambda:ExecutionTimeoutException', message: 'Execution timed out.' },
    };
  return {
    result: null,
    error: { type: 'Lambda:Unhandled', message: String(failure['errorMessage'] ?? 'Unhandled') },
  };
}
