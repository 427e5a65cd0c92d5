import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * How many fields a document selects when every fragment is written out where it is spread. Fragments that spread
 * others twice double with each step, so a short text can select more than any machine could walk through: this
 * number is found in one walk over the text. Fragments must be free of cycles, as validated ones are.
 */
export function countSelectedFields(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const counted = new Map<string, number>();

  function countFragment(name: string): number {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const count = countSet(fragments.get(name)?.selectionSet);
    counted.set(name, count);
    return count;
  }

  function countSet(set: SelectionSetNode | undefined): number {
    let count = 0;
    for (const selection of set?.selections ?? [])
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += countFragment(selection.name.value);
      else count += Number(selection.kind === Kind.FIELD) + countSet(selection.selectionSet);
    return count;
  }

  let count = 0;
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) count += countSet(node.selectionSet);
  return count;
}
