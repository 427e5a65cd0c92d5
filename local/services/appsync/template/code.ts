import { readFileSync } from 'node:fs';
import { TemplateError } from '../../../runtime/errors.ts';
import type { Resource } from '../../../runtime/service.ts';
import { compileCode, type ResolverModule } from '../javascript/module.ts';
import { isObject, type JsonObject } from '../json.ts';

/** Properties that say the code of a resolver or function; `CodeLocalPath` is the template loader's. */
export const CODE_PROPERTIES = ['Code', 'CodeLocalPath', 'CodeS3Location', 'Runtime'];

/** Compiles the code of a resolver or function. */
export function readCode(resource: Resource): ResolverModule {
  const properties = resource.properties as JsonObject;
  const refuse = (message: string) => new TemplateError(resource.logicalId, message);
  const text = codeText(properties);
  if (text === undefined)
    throw refuse('it needs Code; VTL templates and direct Lambda resolvers are not supported.');
  const runtime = isObject(properties['Runtime']) ? properties['Runtime'] : {};
  if (runtime['Name'] !== 'APPSYNC_JS' || runtime['RuntimeVersion'] !== '1.0.0')
    throw refuse('its Runtime must be APPSYNC_JS 1.0.0.');
  try {
    return compileCode(resource.logicalId, text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function codeText(properties: JsonObject): string | undefined {
  if (typeof properties['Code'] === 'string') return properties['Code'];
  const path = properties['CodeLocalPath'];
  return typeof path === 'string' ? readFileSync(path, 'utf8') : undefined;
}
