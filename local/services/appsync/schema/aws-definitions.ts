import { scalars } from './scalars.ts';

/**
 * What AppSync adds to every schema: its scalars and directives. The directives may stand where AppSync
 * allows them; a template that defines one of these names itself is refused, as AppSync does.
 */
export const AWS_DEFINITIONS = `
${Object.keys(scalars)
  .map((name) => `scalar ${name}`)
  .join('\n')}
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String!]!) on FIELD_DEFINITION
`;

export const AWS_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(scalars),
  ...[...AWS_DEFINITIONS.matchAll(/directive @(\w+)/g)].map((match) => match[1]!),
]);
