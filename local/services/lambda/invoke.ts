import { AwsError } from '../../runtime/errors.ts';
import { isDiskFull } from '../../runtime/full-disk.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { AsynchronousInvocations } from './asynchronous/invocations.ts';
import { PAYLOAD_LIMIT } from './execution/executor.ts';
import { authorizeFunction, type Functions } from './function.ts';

export interface Invocation {
  /** Name or ARN. */
  readonly function: string;
  /** A version or an alias, when it does not stand in the name. */
  readonly qualifier?: string | null;
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
  /** The version that ran. */
  readonly version: string;
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
  /** An event is accepted only when it is written. */
  function accept(event: Parameters<AsynchronousInvocations['add']>[0]): void {
    try {
      events.add(event);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      const message = 'The event cannot be kept: there is no space left on the disk.';
      throw new AwsError('ServiceException', message, 500, { Type: 'Service' });
    }
  }

  return async ({ function: name, qualifier, payload, type, caller, requestId }) => {
    const target = functions.find(name, qualifier);
    authorizeFunction(runtime, target, 'InvokeFunction', caller);
    const event = payload === '' ? '{}' : payload;
    checkPayload(event, type === 'Event' ? EVENT_LIMIT : PAYLOAD_LIMIT);
    const { definition, executor } = target.version;
    const { version } = definition;
    switch (type) {
      case 'DryRun':
        return { status: 204, payload: '', version };
      case 'Event':
        accept({ functionName: target.fn.name, qualifier: target.qualifier, requestId, payload: event });
        return { status: 202, payload: '', version };
      case 'RequestResponse': {
        const execution = await executor.execute({ payload: event, requestId, invokedArn: target.arn });
        if (execution.failure) runtime.log.warn('lambda', `${target.fn.name} failed: ${execution.failure}`);
        return { status: 200, version, ...execution };
      }
      default:
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: ` +
            'Member must satisfy enum value set: [Event, DryRun, RequestResponse]',
        );
    }
  };
}

function checkPayload(payload: string, limit: number): void {
  if (Buffer.byteLength(payload) > limit) throw tooLarge(limit);
  try {
    JSON.parse(payload);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${reason}`,
      400,
      { Type: 'User' },
    );
  }
}

/** @param limit in bytes */
export const tooLarge = (limit: number) =>
  new AwsError(
    'RequestTooLargeException',
    `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    413,
    { Type: 'User' },
  );
