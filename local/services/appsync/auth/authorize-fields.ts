import {
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Caller } from './caller.ts';

/** The top-level fields of an operation, and those of them that IAM refuses to the caller. */
export interface AuthorizedFields {
  readonly fields: readonly { readonly responseKey: string; readonly fieldName: string }[];
  readonly refused: ReadonlySet<string>;
}

/**
 * Asks IAM whether the caller may do `appsync:GraphQL` on each top-level field. Only callers who signed are
 * asked about.
 */
export function authorizeFields(
  caller: Caller,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  api: {
    readonly definition: { readonly arn: string };
    readonly schema: { readonly graphql: GraphQLSchema };
  },
  runtime: Runtime,
): AuthorizedFields {
  const fields = topLevelFields(document, operation.selectionSet);
  const refused = new Set<string>();
  const { principal } = caller;
  const type = api.schema.graphql.getRootType(operation.operation)?.name ?? '';
  if (principal)
    for (const { fieldName } of fields) {
      const resource = `${api.definition.arn}/types/${type}/fields/${fieldName}`;
      try {
        runtime.peers.iam.authorize({ caller: principal, action: 'appsync:GraphQL', resource });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        refused.add(fieldName);
      }
    }
  return { fields, refused };
}

function topLevelFields(
  document: DocumentNode,
  set: SelectionSetNode,
): { responseKey: string; fieldName: string }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return { responseKey: (selection.alias ?? selection.name).value, fieldName: selection.name.value };
    if (selection.kind === Kind.INLINE_FRAGMENT) return topLevelFields(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? topLevelFields(document, fragment.selectionSet) : [];
  });
}
