import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type IntrospectionQuery,
} from 'graphql';
import { ask } from './graphql.ts';
import type { Outputs } from './stack.ts';

/** A page of videos, their owners, the owners' pages of videos, and the owners of those. */
const DEPTH = 6;

/** What arguments to look at a video and its owner with, by the field that needs them. */
const argumentsOf = (videoId: string, personId: string): Readonly<Record<string, string>> => ({
  video: `(id: "${videoId}")`,
  profile: `(id: "${personId}")`,
});

/** For each field of `Query` one document that asks for all there is, to a depth: as the schema is now, with nothing left out. */
export async function allFields(
  outputs: Outputs,
  { videoId, personId }: { readonly videoId: string; readonly personId: string },
): Promise<(readonly [string, string])[]> {
  const introspection = await ask(outputs, 'guest', getIntrospectionQuery());
  const schema = buildClientSchema(introspection as unknown as IntrospectionQuery);
  const known = argumentsOf(videoId, personId);
  return Object.values(schema.getQueryType()!.getFields()).map((field) => {
    const given = known[field.name];
    if (given === undefined && field.args.some(isRequiredArgument))
      throw new Error(`Say which arguments to look at Query.${field.name} with.`);
    return [field.name, `{ ${field.name}${given ?? ''} ${selection(field, DEPTH)} }`] as const;
  });
}

function selection(field: GraphQLField<unknown, unknown>, depth: number): string {
  const type = getNamedType(field.type);
  return isObjectType(type) ? `{ __typename ${fieldsOf(type, depth).join(' ')} }` : '';
}

const fieldsOf = (type: GraphQLObjectType, depth: number): string[] =>
  Object.values(type.getFields())
    .filter((field) => depth > 1 || !isObjectType(getNamedType(field.type)))
    .map((field) => `${field.name} ${selection(field, depth - 1)}`);
