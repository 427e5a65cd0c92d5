import { TemplateError } from './errors.ts';
import type { Resource } from './service.ts';

/**
 * Refuses a resource with a property that its service neither follows nor may leave aside: a setting
 * that is silently dropped here would behave otherwise on AWS.
 */
export function allowProperties(resource: Resource, names: readonly string[]): void {
  const properties: Readonly<Record<string, unknown>> = resource.properties ?? {};
  for (const name of Object.keys(properties))
    if (properties[name] !== undefined && !names.includes(name))
      throw new TemplateError(
        resource.logicalId,
        `the property ${name} of ${resource.type} is not supported.`,
      );
}
