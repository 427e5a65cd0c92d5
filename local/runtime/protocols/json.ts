import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';
import { asJsonError, reply, type Answerable } from './reply.ts';

/** Operations by name (`SendMessage`): parsed input in, JSON-serialisable output out. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type JsonOperations = Readonly<Record<string, (input: any, call: AwsCall) => unknown>>;

/**
 * The AWS JSON protocols (1.0 and 1.1): the operation is the part after the dot of `X-Amz-Target`.
 * Errors are `{__type, message}` with the error's own members beside them.
 */
export function jsonProtocol(options: {
  readonly version: '1.0' | '1.1';
  readonly operations: JsonOperations;
  readonly log: Log;
  /** Largest accepted body in bytes. */
  readonly limit?: number;
  /** What an error's code is on the wire, where a service writes it with a namespace. */
  readonly typeOf?: (code: string) => string;
  /** What the service calls a failure of its own; its SDK may know no `InternalFailure`. */
  readonly internalError?: string;
}): (call: AwsCall) => Promise<void> {
  const contentType = `application/x-amz-json-${options.version}`;
  return async (call) => {
    try {
      const operation = (call.headers['x-amz-target'] ?? '').split('.').pop() ?? '';
      const handler = Object.hasOwn(options.operations, operation)
        ? options.operations[operation]
        : undefined;
      if (!handler)
        throw new AwsError('UnknownOperationException', `Unknown operation: ${operation || '(none)'}`);
      const output = await handler(parse(await call.body(options.limit)), call);
      reply(call, 200, contentType, JSON.stringify(output ?? {}));
    } catch (error) {
      const failure = asJsonError(error, call.service, options.log, options.internalError);
      refuseJson(call, failure, { contentType, type: options.typeOf?.(failure.code) ?? failure.code });
    }
  };
}

export function refuseJson(
  call: Answerable,
  { status, message, details }: AwsError,
  { contentType, type }: { readonly contentType: string; readonly type: string },
): void {
  if (!call.response.headersSent) call.response.setHeader('x-amzn-errortype', type);
  reply(call, status, contentType, JSON.stringify({ __type: type, message, Message: message, ...details }));
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  return value;
}
