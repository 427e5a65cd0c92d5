import { getDirectiveValues, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { AuthMode, Caller } from './caller.ts';

/** One way to reach a field: by a mode, and where groups are named, as a member of one of them. */
interface FieldRule {
  readonly mode: AuthMode;
  readonly groups?: readonly string[];
}

/** Whether the schema's directives let this caller read a field. */
export type FieldRules = (caller: Caller, typeName: string, fieldName: string) => boolean;

const MODE_DIRECTIVES: Readonly<Record<string, AuthMode>> = {
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
  aws_iam: 'AWS_IAM',
  aws_api_key: 'API_KEY',
};
/** Modes that no API on this machine has: what is open to them alone is closed to everybody. */
const FOREIGN_DIRECTIVES: readonly string[] = ['aws_oidc', 'aws_lambda'];

/**
 * The schema's authorization directives, worked out once for every field: the field's own directives,
 * else those of its type, else the API's default mode alone. `@aws_auth` counts only while the user pool
 * is the one mode: AppSync ignores it otherwise.
 */
export function createFieldRules(schema: GraphQLSchema, modes: readonly AuthMode[]): FieldRules {
  const [defaultMode] = modes;
  const single = modes.length === 1 && defaultMode === 'AMAZON_COGNITO_USER_POOLS';
  const table = new Map<string, readonly FieldRule[] | undefined>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type) || type.name.startsWith('__')) continue;
    const ofType = readRules(schema, type.astNode, single);
    for (const field of Object.values((type as GraphQLObjectType).getFields()))
      table.set(`${type.name}.${field.name}`, readRules(schema, field.astNode, single) ?? ofType);
  }
  return (caller, typeName, fieldName) => {
    const rules = table.get(`${typeName}.${fieldName}`);
    if (!rules) return caller.mode === defaultMode && caller.defaultAction === 'ALLOW';
    return rules.some(
      ({ mode, groups }) =>
        mode === caller.mode && (!groups || groups.some((group) => caller.groups.includes(group))),
    );
  };
}

type Annotated = Parameters<typeof getDirectiveValues>[1] | null | undefined;

/** The rules written on one type or field; `undefined` when none is. */
function readRules(
  schema: GraphQLSchema,
  node: Annotated,
  single: boolean,
): readonly FieldRule[] | undefined {
  const rules: FieldRule[] = [];
  let foreign = false;
  for (const directive of node?.directives ?? []) {
    const name = directive.name.value;
    foreign ||= FOREIGN_DIRECTIVES.includes(name);
    const definition = schema.getDirective(name);
    const mode = single && name === 'aws_auth' ? 'AMAZON_COGNITO_USER_POOLS' : MODE_DIRECTIVES[name];
    if (!definition || !mode || !node) continue;
    const groups = getDirectiveValues(definition, node)?.['cognito_groups'];
    rules.push(Array.isArray(groups) ? { mode, groups: groups.map(String) } : { mode });
  }
  return rules.length > 0 || foreign ? rules : undefined;
}
