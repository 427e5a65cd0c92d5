import {
  getArgumentValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Runtime } from '../../../runtime/runtime.ts';
import { authenticate, type Credentials } from '../auth/authenticate.ts';
import { authorizeFields } from '../auth/authorize-fields.ts';
import { variableErrorItem } from '../graphql/error-items.ts';
import { createExchange } from '../graphql/exchange.ts';
import type { GraphqlCall } from '../graphql/read-call.ts';
import type { RequestInfo } from '../resolvers/field-call.ts';
import type { Live } from '../serve.ts';
import { argumentFilter } from './filters.ts';
import { badRequest, refuse, StartRefusal, unauthorizedStart } from './start-refusal.ts';
import { filterOf, type Accepted } from './subscriptions.ts';

export interface StartRequest {
  readonly credentials: Credentials;
  readonly info: RequestInfo;
  readonly call: GraphqlCall;
}

/**
 * The way of one `start`: authenticate, parse and validate, authorize, run the subscription's resolver
 * (which may refuse, and may set filters). Throws `StartRefusal` or `RequestRefusal`.
 */
export async function startSubscription(
  request: StartRequest,
  { api, pipeline }: Live,
  runtime: Runtime,
): Promise<Accepted> {
  const { call, info } = request;
  const caller = await authenticate(request.credentials, api.definition, api.keys, runtime);
  const checked = api.documents.check(call.query);
  if (checked.errors) throw new StartRefusal(badRequest(checked.errors));
  const plan = checked.plan(call.operationName);
  if (plan?.operation.operation !== OperationTypeNode.SUBSCRIPTION)
    throw refuse('UnsupportedOperation', 'Only a subscription can be started.');
  const field = topField(plan.operation);
  const fieldName = field.name.value;
  const refused = authorizeFields(caller, plan, api, runtime);
  const type = api.schema.graphql.getSubscriptionType()!;
  if (refused.has(fieldName) || !api.fieldRules(caller, type.name, fieldName))
    throw new StartRefusal([unauthorizedStart(fieldName, type.name)]);

  const args = readArguments(plan.operation, field, call, api.schema.graphql);
  const exchange = createExchange(caller, info, { refused });
  const first = await pipeline.select({
    document: checked.document,
    operationName: call.operationName,
    variables: call.variables,
    root: {},
    exchange,
  });
  // The initial value is null by design, so what a non-null type says of it is no refusal: it has no type.
  const stopped =
    first.errors?.filter(({ path, errorType }) => path?.length === 1 && errorType !== undefined) ?? [];
  if (stopped.length > 0)
    throw new StartRefusal(
      stopped.map(({ errorType, message }) => ({ errorType: errorType ?? 'BadRequestException', message })),
    );
  const { subscriptionFilter, invalidationFilter } = exchange.effects;
  return {
    call,
    fieldName,
    caller,
    request: info,
    filter: filterOf(subscriptionFilter) ?? argumentFilter(args),
    invalidation: filterOf(invalidationFilter),
  };
}

/** The values of the field's arguments; what was left out is not among them. */
function readArguments(
  operation: OperationDefinitionNode,
  field: FieldNode,
  { variables }: GraphqlCall,
  schema: Live['api']['schema']['graphql'],
): Readonly<Record<string, unknown>> {
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors) throw new StartRefusal(badRequest(errors.map(variableErrorItem)));
  return getArgumentValues(schema.getSubscriptionType()!.getFields()[field.name.value]!, field, coerced);
}

/**
 * Validation has made sure that there is exactly one; a fragment around it is not supported by AppSync. Nor may
 * it be skipped: its resolver, which decides who may listen, would be skipped with it.
 */
function topField({ selectionSet }: OperationDefinitionNode): FieldNode {
  const [selection] = selectionSet.selections;
  if (selection?.kind !== Kind.FIELD)
    throw refuse('UnsupportedOperation', 'A subscription must select its field directly.');
  if (selection.directives?.some(({ name }) => CONDITIONS.includes(name.value)))
    throw refuse('UnsupportedOperation', 'The field of a subscription cannot depend on a condition.');
  return selection;
}

const CONDITIONS: readonly string[] = [GraphQLSkipDirective.name, GraphQLIncludeDirective.name];
