import { XMLBuilder } from 'fast-xml-parser';
import type { AwsError } from '../errors.ts';
import { AwsError as Failure } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';
import { asAwsError, reply } from './reply.ts';

/** Operations by `Action`: form parameters in, the members of `<ActionResult>` out. Arrays become `<member>`s. */
export type QueryOperations = Readonly<Record<string, (input: URLSearchParams, call: AwsCall) => unknown>>;

const builder = new XMLBuilder({ format: false });

/** The AWS Query protocol: a form with `Action` in, XML out. */
export function queryProtocol(options: {
  readonly namespace: string;
  readonly operations: QueryOperations;
  readonly log: Log;
}): (call: AwsCall) => Promise<void> {
  return async (call) => {
    try {
      const form = new URLSearchParams((await call.body()).toString('utf8') || call.query.toString());
      const action = form.get('Action');
      if (!action)
        throw new Failure('MissingAction', 'The request is missing an action or a required parameter.');
      const handler = Object.hasOwn(options.operations, action) ? options.operations[action] : undefined;
      if (!handler)
        throw new Failure('InvalidAction', `The action ${action} is not valid for this web service.`);
      const result = members(await handler(form, call));
      const xml = builder.build({
        [`${action}Response`]: {
          [`${action}Result`]: result ?? '',
          ResponseMetadata: { RequestId: call.requestId },
        },
      }) as string;
      const named = xml.replace(`<${action}Response>`, `<${action}Response xmlns="${options.namespace}">`);
      reply(call, 200, 'text/xml', named);
    } catch (error) {
      const failure = asAwsError(error, call.service, options.log);
      reply(call, failure.status, 'text/xml', errorXml(failure, call.requestId));
    }
  };
}

export function errorXml(error: AwsError, requestId: string): string {
  return builder.build({
    ErrorResponse: {
      Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: requestId,
    },
  }) as string;
}

function members(value: unknown): unknown {
  if (Array.isArray(value)) return { member: value.map(members) };
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => [k, members(v)]),
    );
  return value;
}
