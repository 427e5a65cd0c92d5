import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { unauthorizedRequest } from '../errors.ts';
import type { Caller } from './caller.ts';

/** The top-level fields of an operation, and those of them that IAM refuses to the caller. */
export interface AuthorizedFields {
  readonly fields: readonly { readonly responseKey: string; readonly fieldName: string }[];
  readonly refused: ReadonlySet<string>;
}

const TYPES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * Asks IAM whether the caller may do `appsync:GraphQL` on each top-level field. Only callers who signed are
 * asked about. When none of the fields is allowed the whole request is refused, and nothing has run.
 */
export function authorizeFields(
  caller: Caller,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  api: { readonly definition: { readonly arn: string } },
  runtime: Runtime,
): AuthorizedFields {
  const fields = topLevelFields(document, operation.selectionSet);
  const refused = new Set<string>();
  const { principal } = caller;
  if (principal)
    for (const { fieldName } of fields) {
      const resource = `${api.definition.arn}/types/${TYPES[operation.operation]}/fields/${fieldName}`;
      try {
        runtime.peers.iam.authorize({ caller: principal, action: 'appsync:GraphQL', resource });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        refused.add(fieldName);
      }
    }
  if (fields.length > 0 && fields.every(({ fieldName }) => refused.has(fieldName)))
    throw unauthorizedRequest();
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
