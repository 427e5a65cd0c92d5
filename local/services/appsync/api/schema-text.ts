import { introspectionFromSchema, printSchema, type GraphQLSchema } from 'graphql';
import { AwsError } from '../../../runtime/errors.ts';

/** A schema as AppSync hands it out: as SDL, or as the answer to the introspection query. */
export function printIntrospection(schema: GraphQLSchema, format: string): string {
  if (format === 'SDL') return printSchema(schema);
  if (format === 'JSON') return JSON.stringify({ data: introspectionFromSchema(schema) });
  throw new AwsError('BadRequestException', 'The format must be SDL or JSON.', 400);
}
