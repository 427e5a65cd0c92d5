import type { Resource } from '../../../runtime/service.ts';
import { TemplateError } from '../../../runtime/errors.ts';
import type { Bucket, CorsRule } from './bucket.ts';
import { list, object, only, text, type Json } from './json.ts';
import { parseLifecycle } from './lifecycle-properties.ts';
import { parseNotifications } from './notification-properties.ts';

/** What a bucket needs to know beside its properties. */
interface Identity {
  readonly name: string;
  readonly created: Date;
  /** It has versions from a time when versioning was on: that can only be suspended, never taken back. */
  readonly hasVersions: boolean;
}

/** Canned ACLs that open nothing to anybody outside the account. */
const CLOSED_ACLS = ['Private', 'BucketOwnerRead', 'BucketOwnerFullControl', 'LogDeliveryWrite'];

/** Reads an `AWS::S3::Bucket`. Throws `TemplateError` for whatever would change behaviour and is not done here. */
export function parseBucket(resource: Resource, identity: Identity): Bucket {
  const { logicalId } = resource;
  const properties = object(resource.properties ?? {}, logicalId, 'Properties');
  only(properties, logicalId, 'the bucket', [
    'AccessControl',
    'BucketEncryption',
    'BucketName',
    'CorsConfiguration',
    'LifecycleConfiguration',
    // Server access logs: AWS promises them on a best-effort basis only, hours late. None are written here.
    'LoggingConfiguration',
    'NotificationConfiguration',
    'ObjectLockEnabled',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ]);
  if (properties['AccessControl'] !== undefined && !CLOSED_ACLS.includes(String(properties['AccessControl'])))
    throw new TemplateError(
      logicalId,
      `AccessControl ${String(properties['AccessControl'])} is not supported.`,
    );
  if (properties['ObjectLockEnabled'] === true)
    throw new TemplateError(logicalId, 'Object Lock is not supported.');
  checkEncryption(properties, logicalId);
  const publicAccess = object(
    properties['PublicAccessBlockConfiguration'] ?? {},
    logicalId,
    'PublicAccessBlockConfiguration',
  );

  return {
    name: identity.name,
    arn: `arn:aws:s3:::${identity.name}`,
    logicalId,
    created: identity.created,
    versioning: readVersioning(properties, logicalId) ?? (identity.hasVersions ? 'Suspended' : undefined),
    ownerEnforced: isOwnerEnforced(properties, logicalId),
    blockPublicPolicy: isTrue(publicAccess['BlockPublicPolicy']),
    restrictPublicBuckets: isTrue(publicAccess['RestrictPublicBuckets']),
    cors: parseCors(properties, logicalId),
    lifecycle: parseLifecycle(properties['LifecycleConfiguration'], logicalId),
    notifications: parseNotifications(properties['NotificationConfiguration'], logicalId),
    policy: undefined,
  };
}

/** Throws `TemplateError` for a name that S3 would not take (general purpose bucket naming rules). */
export function checkBucketName(name: string, logicalId: string): string {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^[\d.]+$/.test(name);
  if (!valid) throw new TemplateError(logicalId, `"${name}" is not a valid bucket name.`);
  return name;
}

const isTrue = (value: unknown) => value === true || value === 'true';

/** The bytes lie as they are, as those of SSE-S3 do to everybody who may read them. Key policies are another matter. */
function checkEncryption(properties: Json, logicalId: string): void {
  if (properties['BucketEncryption'] === undefined) return;
  const encryption = object(properties['BucketEncryption'], logicalId, 'BucketEncryption');
  for (const rule of list(
    encryption['ServerSideEncryptionConfiguration'],
    logicalId,
    'ServerSideEncryptionConfiguration',
  )) {
    const byDefault = object(
      rule['ServerSideEncryptionByDefault'] ?? {},
      logicalId,
      'ServerSideEncryptionByDefault',
    );
    const algorithm = byDefault['SSEAlgorithm'] ?? 'AES256';
    if (algorithm !== 'AES256')
      throw new TemplateError(
        logicalId,
        `Encryption with ${String(algorithm)} is not supported; use AES256.`,
      );
  }
}

function readVersioning(properties: Json, logicalId: string): Bucket['versioning'] {
  const configuration = properties['VersioningConfiguration'];
  if (configuration === undefined) return undefined;
  const status = object(configuration, logicalId, 'VersioningConfiguration')['Status'];
  if (status === 'Enabled' || status === 'Suspended') return status;
  throw new TemplateError(logicalId, `VersioningConfiguration.Status must be Enabled or Suspended.`);
}

function isOwnerEnforced(properties: Json, logicalId: string): boolean {
  const controls = properties['OwnershipControls'];
  // Since April 2023 this is what a bucket has when nothing is said.
  if (controls === undefined) return true;
  const rules = list(
    object(controls, logicalId, 'OwnershipControls')['Rules'],
    logicalId,
    'OwnershipControls.Rules',
  );
  return rules.some((rule) => rule['ObjectOwnership'] === 'BucketOwnerEnforced');
}

function parseCors(properties: Json, logicalId: string): CorsRule[] {
  const configuration = object(properties['CorsConfiguration'] ?? {}, logicalId, 'CorsConfiguration');
  const strings = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return list(configuration['CorsRules'], logicalId, 'CorsRules').map((rule) => {
    only(rule, logicalId, 'a CORS rule', [
      ...['AllowedHeaders', 'AllowedMethods', 'AllowedOrigins', 'ExposedHeaders', 'Id', 'MaxAge'],
    ]);
    const origins = strings(rule['AllowedOrigins']);
    const wildcards = origins.filter((origin) => (text(origin).match(/\*/g) ?? []).length > 1);
    if (wildcards.length > 0)
      throw new TemplateError(logicalId, `AllowedOrigins "${wildcards[0]}" has more than one wildcard.`);
    return {
      allowedOrigins: origins,
      allowedMethods: strings(rule['AllowedMethods']),
      allowedHeaders: strings(rule['AllowedHeaders']),
      exposedHeaders: strings(rule['ExposedHeaders']),
      maxAge: rule['MaxAge'] === undefined ? undefined : Number(rule['MaxAge']),
    };
  });
}
