import { readFileSync } from 'node:fs';
import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';
import type { JsonObject } from '../json.ts';
import { buildApiSchema, type ApiSchema } from '../schema/build-schema.ts';

/** AppSync's limit on a schema document, in bytes. */
const LARGEST_SCHEMA = 1024 * 1024;

/** What `AWS::AppSync::GraphQLSchema` says; `DefinitionLocalPath` is the template loader's for `DefinitionS3Location`. */
export function readSchema(resource: Resource): ApiSchema {
  allowProperties(resource, ['ApiId', 'Definition', 'DefinitionS3Location', 'DefinitionLocalPath']);
  const refuse = (message: string) => new TemplateError(resource.logicalId, message);
  const text = schemaText(resource.properties as JsonObject);
  if (text === undefined) throw refuse('it needs Definition or DefinitionS3Location.');
  if (Buffer.byteLength(text) > LARGEST_SCHEMA)
    throw refuse(`the schema is larger than ${LARGEST_SCHEMA} bytes.`);
  try {
    return buildApiSchema(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function schemaText(properties: JsonObject): string | undefined {
  if (typeof properties['Definition'] === 'string') return properties['Definition'];
  const path = properties['DefinitionLocalPath'];
  return typeof path === 'string' ? readFileSync(path, 'utf8') : undefined;
}
