import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';
import { asRestError, reply, type Answerable } from './reply.ts';

export interface RestRoute {
  readonly method: string;
  /** `/2017-08-29/jobs/:id`; a parameter matches one path segment and arrives percent-decoded. */
  readonly path: string;
  /** Answers with a JSON-serialisable body, or writes the response itself and answers `undefined`. */
  readonly handle: (parameters: Readonly<Record<string, string>>, call: AwsCall) => unknown;
  /** HTTP status of a success (default 200). */
  readonly status?: number;
}

/**
 * The REST-JSON protocol: routes by method and path; errors by the `x-amzn-errortype` header.
 *
 * @param internalError what the service calls a failure of its own
 */
export function restProtocol(
  routes: readonly RestRoute[],
  log: Log,
  internalError?: string,
): (call: AwsCall) => Promise<void> {
  const compiled = routes.map((route) => ({ ...route, segments: route.path.split('/') }));
  return async (call) => {
    try {
      const segments = call.path.split('/');
      for (const route of compiled) {
        const parameters = route.method === call.method ? match(route.segments, segments) : undefined;
        if (!parameters) continue;
        const output = await route.handle(parameters, call);
        if (!call.response.headersSent && !call.response.destroyed)
          reply(
            call,
            route.status ?? 200,
            'application/json',
            output === undefined ? '' : JSON.stringify(output),
          );
        return;
      }
      throw new AwsError('UnknownOperationException', `No operation at ${call.method} ${call.path}`, 404);
    } catch (error) {
      refuseRest(call, asRestError(error, call.service, log, internalError));
    }
  };
}

export function refuseRest(call: Answerable, { code, status, message, details }: AwsError): void {
  if (!call.response.headersSent) call.response.setHeader('x-amzn-errortype', code);
  reply(call, status, 'application/json', JSON.stringify({ message, Message: message, ...details }));
}

function match(pattern: readonly string[], actual: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = actual[index] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return undefined;
      try {
        parameters[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return undefined;
      }
    } else if (part !== value) return undefined;
  }
  return parameters;
}
