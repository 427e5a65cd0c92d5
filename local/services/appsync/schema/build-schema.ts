import {
  buildASTSchema,
  concatAST,
  getDirectiveValues,
  isScalarType,
  Kind,
  parse,
  validateSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { AWS_DEFINITIONS, AWS_NAMES } from './aws-definitions.ts';
import { scalars } from './scalars.ts';

/** Subscription fields by the mutation field that publishes to them. */
export type Publications = ReadonlyMap<string, readonly string[]>;

export interface ApiSchema {
  readonly graphql: GraphQLSchema;
  readonly publications: Publications;
}

/** Reads a template's SDL. Throws an `Error` that says what AppSync would refuse in it. */
export function buildApiSchema(definition: string): ApiSchema {
  const document = parse(definition, { noLocation: false });
  refuseOwnAwsNames(document);
  const graphql = buildASTSchema(concatAST([parse(AWS_DEFINITIONS), document]));
  for (const type of Object.values(graphql.getTypeMap()))
    if (isScalarType(type) && scalars[type.name]) Object.assign(type, scalars[type.name]);
  const [problem] = validateSchema(graphql);
  if (problem) throw new Error(problem.message);
  return { graphql, publications: readPublications(graphql) };
}

function refuseOwnAwsNames(document: DocumentNode): void {
  for (const node of document.definitions) {
    if (node.kind === Kind.SCALAR_TYPE_DEFINITION && !AWS_NAMES.has(node.name.value))
      throw new Error(
        `the scalar ${node.name.value} is not one of AppSync's; own scalars are not supported.`,
      );
    if ('name' in node && node.name && AWS_NAMES.has(node.name.value))
      throw new Error(`${node.name.value} is defined by AppSync and must not be defined again.`);
  }
}

/** Follows `@aws_subscribe`: each mutation it names must exist and return the subscription's own type. */
function readPublications(schema: GraphQLSchema): Publications {
  const publications = new Map<string, string[]>();
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const directive = schema.getDirective('aws_subscribe')!;
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    const named = field.astNode ? getDirectiveValues(directive, field.astNode)?.['mutations'] : undefined;
    for (const mutation of (named as readonly string[] | undefined) ?? []) {
      const published = mutations[mutation];
      if (!published) throw new Error(`Subscription.${field.name} names the unknown mutation ${mutation}.`);
      if (bare(published.type) !== bare(field.type))
        throw new Error(`Subscription.${field.name} and Mutation.${mutation} must return the same type.`);
      publications.set(mutation, [...(publications.get(mutation) ?? []), field.name]);
    }
  }
  return publications;
}

/** The type's name without the outer `!`, which may differ: a subscription field should be nullable. */
const bare = (type: { toString(): string }) => type.toString().replace(/!$/, '');
