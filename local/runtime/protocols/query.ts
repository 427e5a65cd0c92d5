import { XMLBuilder } from 'fast-xml-parser';
import { AwsError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AwsCall } from '../service.ts';
import { asAwsError, reply, type Answerable } from './reply.ts';

/** Operations by `Action`: form parameters in, the members of `<ActionResult>` out. Arrays become `<member>`s. */
export type QueryOperations = Readonly<Record<string, (input: URLSearchParams, call: AwsCall) => unknown>>;

/** Of the documents of each service that speaks XML; S3's errors have none. */
export const NAMESPACES = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  cloudfront: 'http://cloudfront.amazonaws.com/doc/2020-05-31/',
} as const;

const builder = new XMLBuilder({ format: false });

/** The AWS Query protocol: a form with `Action` in, XML out. */
export function queryProtocol(options: {
  readonly namespace: string;
  readonly operations: QueryOperations;
  readonly log: Log;
  /** What the service calls a failure of its own. */
  readonly internalError?: string;
}): (call: AwsCall) => Promise<void> {
  return async (call) => {
    try {
      const form = new URLSearchParams((await call.body()).toString('utf8') || call.query.toString());
      const action = form.get('Action');
      if (!action)
        throw new AwsError('MissingAction', 'The request is missing an action or a required parameter.');
      const handler = Object.hasOwn(options.operations, action) ? options.operations[action] : undefined;
      // Who asks comes before what is asked.
      if (!handler && call.caller.kind === 'anonymous')
        throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      if (!handler)
        throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
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
      const failure = asAwsError(error, call.service, options.log, options.internalError);
      refuseQuery(call, failure, options.namespace);
    }
  };
}

/** Refuses with an `<ErrorResponse>`. */
export function refuseQuery(call: Answerable, error: AwsError, namespace: string): void {
  const xml = builder.build({
    ErrorResponse: {
      Error: { Type: error.status < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: call.requestId,
    },
  }) as string;
  const named = xml.replace('>', ` xmlns="${namespace}">`);
  reply(call, error.status, 'text/xml', `<?xml version="1.0"?>\n${named}`);
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
