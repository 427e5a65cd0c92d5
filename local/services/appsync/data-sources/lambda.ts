import { AwsError } from '../../../runtime/errors.ts';
import type { InvokeResult } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { isObject, parseJson, type JsonObject } from '../json.ts';
import { joinBatch } from './batch.ts';
import type { DataSource, DataSourceAnswer } from './data-source.ts';
import { allowElements, malformed } from './malformed.ts';

/** How many siblings AppSync puts into one `BatchInvoke` unless `MaxBatchSize` says otherwise. */
const DEFAULT_BATCH_SIZE = 5;

/** `Invoke` and `BatchInvoke` of one function, as the data source's role. */
export function createLambdaSource(
  functionArn: string,
  principal: () => Principal,
  runtime: Runtime,
): DataSource {
  async function invoke(payload: unknown, type: InvocationType): Promise<DataSourceAnswer> {
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

  async function invokeBatch(
    payloads: readonly unknown[],
    type: InvocationType,
  ): Promise<readonly DataSourceAnswer[]> {
    const answer = await invoke(payloads, type);
    if (answer.error || type === 'Event') return payloads.map(() => answer);
    const results = answer.result;
    if (!Array.isArray(results) || results.length !== payloads.length) {
      const message = `BatchInvoke result must be a list of ${payloads.length} elements, one for each payload.`;
      return payloads.map(() => ({ result: null, error: { type: 'Lambda:IllegalArgument', message } }));
    }
    return results.map((result: unknown) => ({ result: result ?? null }));
  }

  return ({ request, stepId, maxBatchSize, batches }) => {
    allowElements(request, ELEMENTS);
    const type = invocationTypeOf(request);
    const { operation, payload } = request;
    if (operation === 'Invoke') return invoke(payload, type);
    if (operation !== 'BatchInvoke') throw malformed(`Unsupported operation '${String(operation)}'.`);
    return joinBatch(batches, `${stepId}/${type}`, maxBatchSize || DEFAULT_BATCH_SIZE, payload, (payloads) =>
      invokeBatch(payloads, type),
    );
  };
}

type InvocationType = 'RequestResponse' | 'Event';

const ELEMENTS: readonly string[] = ['operation', 'version', 'invocationType', 'payload'];

function invocationTypeOf({ invocationType = 'RequestResponse' }: JsonObject): InvocationType {
  if (invocationType !== 'RequestResponse' && invocationType !== 'Event')
    throw malformed(`Unsupported invocationType '${String(invocationType)}'.`);
  return invocationType;
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
