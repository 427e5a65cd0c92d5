import type { GraphQLSchema } from 'graphql';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { OperationPlan } from '../graphql/plan.ts';
import type { Caller } from './caller.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Asks IAM whether the caller may do `appsync:GraphQL` on each top-level field, and answers those refused. Only
 * callers who signed are asked about.
 */
export function authorizeFields(
  { principal }: Caller,
  { fields, operation }: OperationPlan,
  api: {
    readonly definition: { readonly arn: string };
    readonly schema: { readonly graphql: GraphQLSchema };
  },
  runtime: Runtime,
): ReadonlySet<string> {
  if (!principal) return NONE;
  const refused = new Set<string>();
  const type = api.schema.graphql.getRootType(operation.operation)?.name ?? '';
  for (const { fieldName } of fields) {
    const resource = `${api.definition.arn}/types/${type}/fields/${fieldName}`;
    try {
      runtime.peers.iam.authorize({ caller: principal, action: 'appsync:GraphQL', resource });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      refused.add(fieldName);
    }
  }
  return refused;
}
