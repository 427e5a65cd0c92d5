import { AwsError, TemplateError } from '../runtime/errors.ts';
import type { Peers } from '../runtime/peers.ts';
import type { Principal } from '../runtime/principal.ts';
import type { Resource } from '../runtime/service.ts';

const REFERENCE = /\{\{resolve:([^{}]*)\}\}/g;
/** `secret-id:SecretString:json-key:version-stage:version-id`; the id may be an ARN, with colons of its own. */
const SECRET = /^((?:arn(?::[^:]*){6})|[^:]+)(?::SecretString(?::([^:]*)(?::([^:]*)(?::([^:]*))?)?)?)?$/;

/** Where the values behind dynamic references are kept, and who reads them. */
export interface ReferenceSource {
  readonly peers: Pick<Peers, 'secrets' | 'parameters'>;
  readonly caller: Principal;
}

/**
 * Puts values in the place of `{{resolve:ssm:…}}` and `{{resolve:secretsmanager:…}}`: the last thing before a
 * resource is made, so that no secret is kept with what is known of the stack.
 *
 * @throws TemplateError naming the resource whose reference leads nowhere
 */
export function withReferences(resource: Resource, source: ReferenceSource): Resource {
  return { ...resource, properties: resolve(resource.properties, source, resource.logicalId) };
}

function resolve(value: unknown, source: ReferenceSource, where: string): unknown {
  if (typeof value === 'string')
    return value.includes('{{resolve:')
      ? value.replace(REFERENCE, (_whole, reference: string) => read(reference, source, where))
      : value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, source, where));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, source, where)]));
}

function read(reference: string, source: ReferenceSource, where: string): string {
  const colon = reference.indexOf(':');
  const service = reference.slice(0, colon);
  const rest = reference.slice(colon + 1);
  try {
    if (service === 'ssm') return source.peers.parameters.parameterValue(rest, source.caller);
    if (service === 'secretsmanager') return readSecret(rest, source);
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof SyntaxError)) throw error;
    throw new TemplateError(where, `the dynamic reference ${reference} leads nowhere: ${error.message}`);
  }
  throw new TemplateError(where, `the dynamic reference ${service} is not one that is handled here.`);
}

function readSecret(reference: string, { peers, caller }: ReferenceSource): string {
  const [, id, key, versionStage, versionId] = SECRET.exec(reference) ?? [];
  if (!id) throw new SyntaxError('expected secret-id:SecretString:json-key:version-stage:version-id.');
  const text = peers.secrets.secretString(id, caller, {
    versionStage: versionStage || undefined,
    versionId: versionId || undefined,
  });
  if (text === undefined) throw new SyntaxError('the secret is not a text.');
  if (!key) return text;
  const found = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
  if (found === undefined) throw new SyntaxError(`the secret has no key ${key}.`);
  return String(found);
}
