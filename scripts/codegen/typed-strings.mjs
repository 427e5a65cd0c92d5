import { Kind, OperationTypeNode, print, TokenKind } from 'graphql';
import { fragmentsOf, withFragments } from './with-fragments.mjs';

/**
 * A codegen plugin: for every operation a constant with its text, fragments included. It is a plain string to any
 * client; its type is the one that aws-amplify reads variables and results from, so that
 * `client.graphql({ query: LIKE_VIDEO, variables })` is typed without a word more.
 *
 * @type {import('@graphql-codegen/plugin-helpers').PluginFunction}
 */
export const plugin = (_schema, files) => {
  const fragments = fragmentsOf(files.flatMap(({ document }) => document ?? []));
  const constants = files
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => constant(operation, withFragments(operation, fragments)));
  return { content: ['', BRANDS, ...constants].join('\n') };
};

/** Amplify's own names: it looks for these members, and for nothing else. */
const BRANDS = `/** A query's text. To aws-amplify the type says what goes in and comes out; the members are never there. */
export type GeneratedQuery<Variables, Result> = string & {
  __generatedQueryInput: Variables;
  __generatedQueryOutput: Result;
};

/** A mutation's text. */
export type GeneratedMutation<Variables, Result> = string & {
  __generatedMutationInput: Variables;
  __generatedMutationOutput: Result;
};

/** A subscription's text. */
export type GeneratedSubscription<Variables, Result> = string & {
  __generatedSubscriptionInput: Variables;
  __generatedSubscriptionOutput: Result;
};
`;

const KINDS = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

/**
 * @param {import('graphql').OperationDefinitionNode} operation
 * @param {readonly import('graphql').DefinitionNode[]} definitions the operation and its fragments
 */
function constant(operation, definitions) {
  if (!operation.name) throw new Error('An operation without a name cannot have a constant.');
  const name = operation.name.value;
  const kind = KINDS[operation.operation];
  const text = definitions.map(print).join('\n\n');
  return `${remark(operation)}export const ${constantName(name)} = /* GraphQL */ \`
${text.replace(/`|\\|\$(?={)/g, String.raw`\$&`)}
\` as Generated${kind}<${name}${kind}Variables, ${name}${kind}>;
`;
}

/**
 * `OnMyVideoStatus` is `ON_MY_VIDEO_STATUS`.
 *
 * @param {string} name
 */
const constantName = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, '_$&').toUpperCase();

/**
 * The comment above an operation, as the constant's documentation.
 *
 * @param {import('graphql').OperationDefinitionNode} operation
 */
function remark({ loc }) {
  const lines = [];
  for (let token = loc?.startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev)
    lines.unshift(` *${token.value.replaceAll('*/', '* /')}`);
  return lines.length > 0 ? ['/**', ...lines, ' */', ''].join('\n') : '';
}
