import { Kind, visit } from 'graphql';

/**
 * An operation and the fragments that it needs, directly or through other fragments: what a server has to be sent.
 *
 * @param {import('graphql').DefinitionNode} operation
 * @param {ReadonlyMap<string, import('graphql').FragmentDefinitionNode>} fragments by name
 * @returns {import('graphql').DefinitionNode[]}
 */
export function withFragments(operation, fragments) {
  /** @type {Set<import('graphql').DefinitionNode>} */
  const needed = new Set([operation]);
  // A set is walked in the order of arrival, those that arrive meanwhile included.
  for (const definition of needed)
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment) throw new Error(`No fragment is named ${name.value}.`);
        needed.add(fragment);
      },
    });
  return [...needed];
}

/**
 * @param {readonly import('graphql').DocumentNode[]} documents
 * @returns {Map<string, import('graphql').FragmentDefinitionNode>}
 */
export function fragmentsOf(documents) {
  const definitions = documents.flatMap((document) => document.definitions);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
