import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { ApiKey } from '../auth/authenticate.ts';
import type { JsonObject } from '../json.ts';

const DAY_MS = 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;
/** AppSync's limit; a day more, for a template that was made while its clock was ahead. */
const LONGEST_LIFETIME_MS = 366 * DAY_MS;
/** What AppSync gives a key without `Expires`; here it is counted from the last start. */
const DEFAULT_LIFETIME_MS = 7 * DAY_MS;

export function readApiKey(
  resource: Resource,
  apiArn: string,
  runtime: Runtime,
): { key: ApiKey; created: Created } {
  allowProperties(resource, ['ApiId', 'Description', 'Expires', 'ApiKeyId']);
  const properties = resource.properties as JsonObject;
  const now = runtime.clock.now();
  const asked =
    properties['Expires'] === undefined ? now + DEFAULT_LIFETIME_MS : Number(properties['Expires']) * 1000;
  if (!Number.isFinite(asked))
    throw new TemplateError(resource.logicalId, 'Expires must be seconds since the epoch.');
  if (asked > now + LONGEST_LIFETIME_MS)
    throw new TemplateError(resource.logicalId, 'API key must be valid for a maximum of 365 days.');
  // Rounded down to the hour, as AppSync does.
  const expires = Math.floor(asked / HOUR_MS) * HOUR_MS;
  const key =
    typeof properties['ApiKeyId'] === 'string'
      ? properties['ApiKeyId']
      : `da2-${runtime.idFor(resource.logicalId, 26)}`;
  return {
    key: { key, expires },
    created: {
      ref: `${apiArn}/apikeys/${key}`,
      attributes: { ApiKey: key, ApiKeyId: key, Arn: `${apiArn}/apikeys/${key}` },
    },
  };
}
