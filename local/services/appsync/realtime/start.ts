import {
  getArgumentValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type SelectionNode,
} from 'graphql';
import type { Runtime } from '../../../runtime/runtime.ts';
import { authenticate, type Credentials } from '../auth/authenticate.ts';
import { authorizeFields } from '../auth/authorize-fields.ts';
import { unauthorizedField } from '../errors.ts';
import type { Api } from '../graphql/api.ts';
import { chooseOperation } from '../graphql/documents.ts';
import { variableErrorItem } from '../graphql/error-items.ts';
import { createExchange } from '../graphql/exchange.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import type { GraphqlCall } from '../graphql/read-call.ts';
import type { RequestInfo } from '../resolvers/field-call.ts';
import { argumentFilter } from './filters.ts';
import { filterOf, type Subscription } from './subscriptions.ts';

/** An item of the payload of an `error` message. */
export interface StartError {
  readonly errorType: string;
  readonly message: string;
}

/** The `start` is refused; its errors go to the client. */
export class StartRefusal extends Error {
  readonly errors: readonly StartError[];

  constructor(errors: readonly StartError[]) {
    super(errors[0]?.message ?? 'refused');
    this.name = 'StartRefusal';
    this.errors = errors;
  }
}

const refuse = (errorType: string, message: string) => new StartRefusal([{ errorType, message }]);

/**
 * The way of one `start`: authenticate, parse and validate, authorize, run the subscription's resolver
 * (which may refuse, and may set filters). Throws `StartRefusal` or `RequestRefusal`.
 */
export async function startSubscription(
  request: { readonly credentials: Credentials; readonly info: RequestInfo; readonly call: GraphqlCall },
  api: Api,
  pipeline: Pipeline,
  runtime: Runtime,
): Promise<Omit<Subscription, 'deliver' | 'invalidate'>> {
  const { call, info } = request;
  const caller = await authenticate(request.credentials, api.definition, api.keys, runtime);
  const { document, errors } = api.documents.check(call.query);
  if (!document)
    throw new StartRefusal(errors.map(({ message }) => ({ errorType: 'BadRequestException', message })));
  const operation = chooseOperation(document, call.operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
    throw refuse('UnsupportedOperation', 'Only a subscription can be started.');
  const field = topField(operation.selectionSet.selections);
  const fieldName = field.name.value;
  const { refused } = authorizeFields(caller, document, operation, api, runtime);
  const schema = api.schema.graphql;
  const type = schema.getSubscriptionType()!;
  if (refused.has(fieldName) || !api.fieldRules(caller, type.name, fieldName))
    throw unauthorized(fieldName, type.name);

  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], call.variables);
  if (coerced.errors)
    throw new StartRefusal(
      coerced.errors.map((error) => ({
        errorType: 'BadRequestException',
        message: variableErrorItem(error).message,
      })),
    );
  const definition = type.getFields()[fieldName]!;
  const args = getArgumentValues(definition, field, coerced.coerced);

  const exchange = createExchange(caller, info, { refused });
  const options = { document, operationName: call.operationName, variables: call.variables };
  const first = await pipeline.select({ ...options, root: {}, exchange });
  // The initial value is null by design, so what a non-null type says of it is no refusal: it has no type.
  const stopped =
    first.errors?.filter(({ path, errorType }) => path?.length === 1 && errorType !== undefined) ?? [];
  if (stopped.length > 0)
    throw new StartRefusal(
      stopped.map(({ errorType, message }) => ({ errorType: errorType ?? 'BadRequestException', message })),
    );
  const { subscriptionFilter, invalidationFilter } = exchange.effects;
  return {
    ...options,
    fieldName,
    caller,
    request: info,
    filter: filterOf(subscriptionFilter) ?? argumentFilter(args),
    invalidation: filterOf(invalidationFilter),
  };
}

/**
 * Validation has made sure that there is exactly one; a fragment around it is not supported by AppSync. Nor may
 * it be skipped: its resolver, which decides who may listen, would be skipped with it.
 */
function topField([selection]: readonly SelectionNode[]): FieldNode {
  if (selection?.kind !== Kind.FIELD)
    throw refuse('UnsupportedOperation', 'A subscription must select its field directly.');
  if (selection.directives?.some(({ name }) => CONDITIONS.includes(name.value)))
    throw refuse('UnsupportedOperation', 'The field of a subscription cannot depend on a condition.');
  return selection;
}

const CONDITIONS: readonly string[] = [GraphQLSkipDirective.name, GraphQLIncludeDirective.name];

function unauthorized(fieldName: string, typeName: string): StartRefusal {
  const { errorType, message } = unauthorizedField(fieldName, typeName);
  return refuse(errorType!, message);
}
