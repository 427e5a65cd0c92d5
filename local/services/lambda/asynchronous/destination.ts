import type { Runtime } from '../../../runtime/runtime.ts';
import { roleOf } from '../function.ts';
import type { FunctionDefinition } from '../function-definition.ts';

/** How an asynchronous invocation ended. */
export interface Ending {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly requestId: string;
  /** The event as JSON. */
  readonly payload: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  /** How often the function ran. */
  readonly attempts: number;
  /** Of the last run, when there was one. */
  readonly execution:
    { readonly payload: string; readonly functionError?: 'Unhandled'; readonly failure?: string } | undefined;
}

/** Sends the invocation record to a queue, a function or an event bus, as the function's own role. */
export async function sendToDestination(
  runtime: Runtime,
  definition: FunctionDefinition,
  destinationArn: string,
  ending: Ending,
): Promise<void> {
  const { peers } = runtime;
  const caller = roleOf(runtime, definition);
  const record = invocationRecord(definition, ending, runtime.clock.now());
  const text = JSON.stringify(record);
  switch (destinationArn.split(':')[2]) {
    case 'sqs':
      await peers.sqs.sendMessage(destinationArn, text, caller);
      return;
    case 'lambda':
      await peers.lambda.invoke(destinationArn, text, 'Event', caller);
      return;
    default: {
      const result = ending.condition === 'Success' ? 'Success' : 'Failure';
      await peers.events.putAs(
        destinationArn,
        {
          source: 'lambda',
          detailType: `Lambda Function Invocation Result - ${result}`,
          detail: record,
          resources: [record.requestContext.functionArn, destinationArn],
        },
        caller,
      );
    }
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function invocationRecord(definition: FunctionDefinition, ending: Ending, now: number) {
  const { execution } = ending;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: ending.requestId,
      functionArn: `${definition.arn}:${ending.qualifier ?? '$LATEST'}`,
      condition: ending.condition,
      approximateInvokeCount: ending.attempts,
    },
    requestPayload: JSON.parse(ending.payload) as unknown,
    ...(execution && {
      responseContext: {
        statusCode: 200,
        executedVersion: definition.version,
        ...(execution.functionError && { functionError: execution.functionError }),
      },
      responsePayload: JSON.parse(execution.payload) as unknown,
    }),
  };
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
    ErrorMessage: text((ending.execution?.failure || 'Unknown error').slice(0, 1024)),
  });
}
