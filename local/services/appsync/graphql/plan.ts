import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export interface TopLevelField {
  readonly responseKey: string;
  readonly fieldName: string;
}

/** One operation of a document with what every request for it needs to know, worked out once. */
export interface OperationPlan {
  readonly operation: OperationDefinitionNode;
  /** Fields of one response key are one field, however often and through whatever fragments they are written. */
  readonly fields: readonly TopLevelField[];
}

/**
 * Plans the operations of a document. The answer finds one by its name: `undefined` when the name fits none, or
 * when none is named among several.
 */
export function planOperations(
  document: DocumentNode,
): (name: string | undefined) => OperationPlan | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind === Kind.OPERATION_DEFINITION) operations.push(node);
  const plans = operations.map((operation) => ({
    operation,
    fields: topLevelFields(operation, new Map(fragments)),
  }));
  return (name) =>
    name === undefined
      ? plans.length === 1
        ? plans[0]
        : undefined
      : plans.find(({ operation }) => operation.name?.value === name);
}

/** Takes each fragment that it has been through out of `fragments`. */
function topLevelFields(
  operation: OperationDefinitionNode,
  fragments: Map<string, FragmentDefinitionNode>,
): TopLevelField[] {
  const fields = new Map<string, TopLevelField>();
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
        collect(fragment?.selectionSet);
      }
  };
  collect(operation.selectionSet);
  return [...fields.values()];
}
