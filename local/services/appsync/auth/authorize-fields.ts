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

export interface TopLevelField {
  readonly responseKey: string;
  readonly fieldName: string;
}

/** The top-level fields of an operation, and those of them that IAM refuses to the caller. */
export interface AuthorizedFields {
  readonly fields: readonly TopLevelField[];
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
  const fields = topLevelFields(document, operation);
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

/** Fields of one response key are one field, however often and through whatever fragments they are written. */
function topLevelFields(document: DocumentNode, operation: OperationDefinitionNode): TopLevelField[] {
  const fields = new Map<string, TopLevelField>();
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? [])
      if (selection.kind === Kind.FIELD) {
        const responseKey = (selection.alias ?? selection.name).value;
        fields.set(responseKey, { responseKey, fieldName: selection.name.value });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else {
        const { value } = selection.name;
        const fragment = fragments.get(value);
        fragments.delete(value);
        collect(fragment);
      }
  };
  collect(operation.selectionSet);
  return [...fields.values()];
}
