import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import type { Resource } from '../../../runtime/service.ts';
import type { Functions, Target } from '../function.ts';

/** The function that a resource of the template belongs to, with the qualifier that it names. */
export function functionOf(resource: Resource, functions: Functions, property = 'FunctionName'): Target {
  const properties = resource.properties as Readonly<Record<string, unknown>>;
  const name = String(properties[property] ?? '');
  const qualifier = properties['Qualifier'];
  try {
    return functions.find(name, qualifier === undefined ? undefined : String(qualifier));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(resource.logicalId, `there is no function ${name}.`);
  }
}
