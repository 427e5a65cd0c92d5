import { Kind, parse, print, type DefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';

/**
 * One document out of the domains' files. AppSync takes no `extend type`, so what a file adds to a type is
 * written into that type; descriptions and directives are kept.
 */
export function mergeSchema(files: readonly string[]): string {
  const definitions = files.flatMap((file) => parse(file).definitions);
  const types = new Map<string, ObjectTypeDefinitionNode>();
  const others: DefinitionNode[] = [];
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) others.push(definition);
    else if (types.has(definition.name.value))
      throw new Error(`Type ${definition.name.value} is defined twice.`);
    else types.set(definition.name.value, definition);
  }

  const rest: DefinitionNode[] = [];
  for (const definition of others) {
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      rest.push(definition);
      continue;
    }
    const { name, fields = [] } = definition;
    const type = types.get(name.value);
    if (!type) throw new Error(`Type ${name.value} is extended but defined nowhere.`);
    types.set(name.value, { ...type, fields: [...(type.fields ?? []), ...fields] });
  }
  return `${[...rest, ...types.values()].map(print).join('\n\n')}\n`;
}
