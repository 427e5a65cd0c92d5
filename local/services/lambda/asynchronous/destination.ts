import type { Runtime } from '../../../runtime/runtime.ts';
import type { FunctionDefinition } from '../function-definition.ts';

/** How an asynchronous invocation ended. */
export interface Ending {
  readonly functionName: string;
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly execution: {
    readonly payload: string;
    readonly functionError?: 'Unhandled';
    readonly failure?: string;
  };
}

/** Sends the invocation record to a queue, as the function's own role. */
export async function sendToDestination(
  runtime: Runtime,
  definition: FunctionDefinition,
  queueArn: string,
  ending: Ending,
): Promise<void> {
  const { execution } = ending;
  const record = {
    version: '1.0',
    timestamp: new Date(runtime.clock.now()).toISOString(),
    requestContext: {
      requestId: ending.requestId,
      functionArn: `${definition.arn}:$LATEST`,
      condition: ending.condition,
      approximateInvokeCount: ending.attempts,
    },
    requestPayload: JSON.parse(ending.payload) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(execution.functionError && { functionError: execution.functionError }),
    },
    responsePayload: execution.payload === '' ? null : (JSON.parse(execution.payload) as unknown),
  };
  await runtime.peers.sqs.sendMessage(queueArn, JSON.stringify(record), roleOf(runtime, definition));
}

/** Sends the event itself to the function's dead-letter queue, the error in message attributes. */
export async function sendToDeadLetterQueue(
  runtime: Runtime,
  definition: FunctionDefinition,
  ending: Ending,
): Promise<void> {
  if (!definition.deadLetterArn) return;
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  await runtime.peers.sqs.sendMessage(definition.deadLetterArn, ending.payload, roleOf(runtime, definition), {
    RequestID: text(ending.requestId),
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: text((ending.execution.failure || 'Unknown error').slice(0, 1024)),
  });
}

const roleOf = (runtime: Runtime, definition: FunctionDefinition) =>
  runtime.peers.iam.assumeRole(definition.roleArn, 'lambda.amazonaws.com', definition.name);
