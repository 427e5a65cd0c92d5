import { AwsError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import { commonType } from '../../runtime/protocols/reply.ts';
import { readShape } from '../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { SqsError } from './errors.ts';
import type { SqsContext } from './operations/context.ts';
import { moveOperations } from './operations/move-tasks.ts';
import { queueOperations } from './operations/queues.ts';
import { receiveOperations } from './operations/receiving.ts';
import { sendOperations } from './operations/sending.ts';
import { SHAPES } from './operations/shapes.ts';

/** The API of SQS: JSON 1.0, with the names that its errors had in the query protocol in a header. */
export function sqsApi(
  context: SqsContext,
  attributesOf: (name: string) => Record<string, string>,
  log: Log,
): (call: AwsCall) => Promise<void> {
  const operations = {
    ...sendOperations(context),
    ...receiveOperations(context),
    ...queueOperations(context, attributesOf),
    ...moveOperations(context),
  };
  return jsonProtocol({ version: '1.0', operations: checked(operations), log, typeOf: commonType });
}

/** Operations that see only input of their shape, and whose refusals SDKs know by name. */
function checked(operations: JsonOperations): JsonOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input: unknown, call: AwsCall) => {
        try {
          return await operation(readShape(SHAPES[name]!, input), call);
        } catch (error) {
          if (error instanceof AwsError && error.code !== 'AccessDenied') {
            const code = error instanceof SqsError ? error.queryCode : error.code;
            call.response.setHeader('x-amzn-query-error', `${code};Sender`);
          }
          throw error;
        }
      },
    ]),
  );
}
