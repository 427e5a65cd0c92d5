import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  print,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = GraphQLResolveInfo['fragments'];
type Variables = GraphQLResolveInfo['variableValues'];

/** `ctx.info.selectionSetList`: paths of what is selected below a field, by alias, parents before children. */
export function selectionSetList(info: GraphQLResolveInfo): string[] {
  const paths = new Set<string>();
  for (const node of info.fieldNodes)
    listPaths(node.selectionSet, '', info.fragments, info.variableValues, paths);
  return [...paths];
}

function listPaths(
  set: SelectionSetNode | undefined,
  prefix: string,
  fragments: Fragments,
  variables: Variables,
  paths: Set<string>,
): void {
  for (const selection of set?.selections ?? []) {
    if (!isIncluded(selection, variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const path = `${prefix}${(selection.alias ?? selection.name).value}`;
      paths.add(path);
      listPaths(selection.selectionSet, `${path}/`, fragments, variables, paths);
    } else {
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      listPaths(inner?.selectionSet, prefix, fragments, variables, paths);
    }
  }
}

function isIncluded(selection: SelectionNode, variables: Variables): boolean {
  if (!selection.directives || selection.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
}

/** Prints of a document's fields: the document lives in the cache, so its fields come back. */
const printed = new WeakMap<FieldNode, string>();

/** `ctx.info.selectionSetGraphQL`: the selection as text, named fragments written as inline ones. */
export function selectionSetGraphql(info: GraphQLResolveInfo): string {
  const [node] = info.fieldNodes;
  if (!node?.selectionSet) return '';
  const known = printed.get(node);
  if (known !== undefined) return known;
  const text = print(inline(node.selectionSet, info.fragments));
  printed.set(node, text);
  return text;
}

function inline(set: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.map((selection): SelectionNode => {
      if (selection.kind !== Kind.FRAGMENT_SPREAD)
        return selection.selectionSet
          ? ({ ...selection, selectionSet: inline(selection.selectionSet, fragments) } as SelectionNode)
          : selection;
      const fragment = fragments[selection.name.value];
      return {
        kind: Kind.INLINE_FRAGMENT,
        ...(fragment && { typeCondition: fragment.typeCondition }),
        directives: selection.directives ?? [],
        selectionSet: inline(
          fragment?.selectionSet ?? { kind: Kind.SELECTION_SET, selections: [] },
          fragments,
        ),
      };
    }),
  };
}
