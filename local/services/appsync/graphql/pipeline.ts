import { execute, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Log } from '../../../runtime/log.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { authenticate, type Credentials } from '../auth/authenticate.ts';
import { authorizeFields } from '../auth/authorize-fields.ts';
import { RequestRefusal, unauthorizedRequest } from '../errors.ts';
import type { RequestInfo } from '../resolvers/field-call.ts';
import type { Api } from './api.ts';
import { fieldErrorItem, requestErrorItem, variableErrorItem, type ErrorItem } from './error-items.ts';
import { createExchange, type Exchange } from './exchange.ts';
import type { TopLevelField } from './plan.ts';
import { createFieldResolver } from './resolve-field.ts';
import type { GraphqlCall } from './read-call.ts';
import { withinTime } from './time-limit.ts';

export interface GraphqlAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly ErrorItem[];
}

/** Told of a mutation that ran: its data as answered, and the invalidations it asked for. */
export type Publish = (answer: GraphqlAnswer, exchange: Exchange, fields: readonly TopLevelField[]) => void;

export interface Pipeline {
  answer(request: {
    readonly credentials: Credentials;
    readonly info: RequestInfo;
    readonly readCall: () => GraphqlCall;
  }): Promise<{ readonly body: GraphqlAnswer; readonly headers: ReadonlyMap<string, string> }>;
  /** A document on an object that is there already: what a subscriber selects of a published one. */
  select(options: SelectOptions): Promise<GraphqlAnswer>;
}

export interface SelectOptions {
  readonly document: Parameters<typeof execute>[0]['document'];
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly root: Readonly<Record<string, unknown>>;
  readonly exchange: Exchange;
}

export function createPipeline(api: Api, runtime: Runtime, publish: Publish): Pipeline {
  const fieldResolver = createFieldResolver(api);

  async function run({
    document,
    operationName,
    variables,
    root,
    exchange,
  }: SelectOptions): Promise<GraphqlAnswer> {
    const result = await execute({
      schema: api.schema.graphql,
      document,
      operationName,
      variableValues: variables,
      rootValue: root,
      contextValue: exchange,
      fieldResolver,
    });
    return shapeErrors(result, exchange, api, runtime.log);
  }

  return {
    select: run,

    /** The way of one request. Every step may end it, by a refusal or with errors in the body. */
    async answer({ credentials, info, readCall }) {
      const ends = (...errors: ErrorItem[]) => ({
        body: { data: null, errors },
        headers: new Map<string, string>(),
      });

      // 1. Authenticate: who asks?
      const caller = await authenticate(credentials, api.definition, api.keys, runtime);

      // 2. Parse and 3. validate (both remembered by the query's text).
      const { query, variables, operationName } = readCall();
      const checked = api.documents.check(query);
      if (checked.errors) return ends(...checked.errors);
      const { document } = checked;
      const plan = checked.plan(operationName);
      if (!plan)
        return ends(
          requestErrorItem(
            operationName
              ? `Unknown operation named '${operationName}'.`
              : 'Must provide operation name if query contains multiple operations.',
          ),
        );
      const { operation } = plan.operation;
      if (operation === OperationTypeNode.SUBSCRIPTION)
        return ends(
          requestErrorItem(
            'Subscriptions are answered by the real-time endpoint only.',
            'OperationNotSupported',
          ),
        );

      // 4. Authorize: IAM's policies on the top-level fields; the schema's directives follow field by field.
      const refused = authorizeFields(caller, plan, api, runtime);
      if (plan.fields.every(({ fieldName }) => refused.has(fieldName))) throw unauthorizedRequest();

      // 5. Resolve, and 6. shape the errors.
      const exchange = createExchange(caller, info, { refused });
      const body = await withinTime(
        run({ document, operationName, variables, root: {}, exchange }),
        exchange,
      );

      // 7. Publish what a mutation answered to those who subscribed to it.
      if (operation === OperationTypeNode.MUTATION) publish(body, exchange, plan.fields);
      return { body, headers: exchange.effects.responseHeaders };
    },
  };
}

function shapeErrors(result: ExecutionResult, exchange: Exchange, api: Api, log: Log): GraphqlAnswer {
  // Without `data` the operation never ran: its variables did not fit.
  if (result.data === undefined) return { data: null, errors: (result.errors ?? []).map(variableErrorItem) };
  const thrown = (result.errors ?? []).map((error) => fieldErrorItem(error, api.schema.graphql, log));
  const errors = [...exchange.appended, ...thrown];
  return { data: result.data, ...(errors.length > 0 && { errors }) };
}

/** Any refusal as the body AppSync answers; what is none is a fault of this runtime. */
export function refusalOf(error: unknown, log: Log): RequestRefusal {
  if (error instanceof RequestRefusal) return error;
  log.fault('appsync', error);
  return new RequestRefusal(500, 'InternalFailure', 'An internal failure occurred.');
}
