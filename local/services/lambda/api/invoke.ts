import { AwsError } from '../../../runtime/errors.ts';
import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { PAYLOAD_LIMIT } from '../execution/executor.ts';
import { tooLarge } from '../invoke.ts';
import type { LambdaState } from '../state.ts';

/** Room for the body to be read far enough that the operation itself can say that it is too large. */
const READ_LIMIT = PAYLOAD_LIMIT + 1024 * 1024;

async function payloadOf(call: AwsCall): Promise<string> {
  try {
    return (await call.body(READ_LIMIT)).toString('utf8');
  } catch (error) {
    if (error instanceof AwsError && error.status === 413) throw tooLarge(PAYLOAD_LIMIT);
    throw error;
  }
}

/** `Invoke` */
export function invokeRoute({ invoke }: LambdaState): RestRoute {
  async function handle({ name = '' }: Readonly<Record<string, string>>, call: AwsCall): Promise<void> {
    const { headers, response, caller, requestId, query } = call;
    const result = await invoke({
      function: name,
      qualifier: query.get('Qualifier'),
      type: headers['x-amz-invocation-type'] ?? 'RequestResponse',
      payload: await payloadOf(call),
      caller,
      requestId,
    });
    if (response.destroyed) return;
    if (result.functionError) response.setHeader('x-amz-function-error', result.functionError);
    if (headers['x-amz-log-type'] === 'Tail' && result.logTail)
      response.setHeader('x-amz-log-result', result.logTail);
    response.writeHead(result.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(result.payload),
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': result.version,
    });
    response.end(result.payload);
  }
  return { method: 'POST', path: '/2015-03-31/functions/:name/invocations', handle };
}
