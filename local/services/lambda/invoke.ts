import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AsynchronousInvocations } from './asynchronous/invocations.ts';
import { PAYLOAD_LIMIT } from './execution/executor.ts';
import { authorizeFunction, type Functions } from './function.ts';

export interface Invocation {
  /** Name or ARN. */
  readonly function: string;
  /** The event as JSON; empty stands for `{}`. */
  readonly payload: string;
  /** `RequestResponse`, `Event` or `DryRun`. */
  readonly type: string;
  readonly caller: Principal;
  readonly requestId: string;
}

export interface Invoked {
  /** HTTP status of the API's answer. */
  readonly status: number;
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  readonly logTail?: string;
}

/** The operation `Invoke`, for callers on the wire and inside the process alike. */
export type Invoke = (invocation: Invocation) => Promise<Invoked>;

/** Largest event of an asynchronous invocation, in bytes. */
const EVENT_LIMIT = 1_048_576;

export function createInvoke(
  runtime: Runtime,
  functions: Functions,
  events: AsynchronousInvocations,
): Invoke {
  return async ({ function: name, payload, type, caller, requestId }) => {
    const fn = functions.find(name);
    authorizeFunction(runtime, fn, 'InvokeFunction', caller);
    const event = payload === '' ? '{}' : payload;
    checkPayload(event, type === 'Event' ? EVENT_LIMIT : PAYLOAD_LIMIT);
    switch (type) {
      case 'DryRun':
        return { status: 204, payload: '' };
      case 'Event':
        events.add({ functionName: fn.definition.name, requestId, payload: event });
        return { status: 202, payload: '' };
      case 'RequestResponse': {
        const execution = await fn.executor.execute(event, requestId);
        if (execution.failure)
          runtime.log.warn('lambda', `${fn.definition.name} failed: ${execution.failure}`);
        return { status: 200, ...execution };
      }
      default:
        throw new AwsError('InvalidParameterValueException', `Unknown invocation type: ${type}`, 400, {
          Type: 'User',
        });
    }
  };
}

function checkPayload(payload: string, limit: number): void {
  if (Buffer.byteLength(payload) > limit)
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    );
  try {
    JSON.parse(payload);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${reason}`,
      400,
      {
        Type: 'User',
      },
    );
  }
}
