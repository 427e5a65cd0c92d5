import { TemplateError } from '../../../runtime/errors.ts';
import type { LifecycleRule } from './bucket.ts';
import { list, number, object, only, text, type Json } from './json.ts';

/** Classes that change the price only; the archives would make objects unreadable until restored. */
const ONLINE_CLASSES = ['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'];

/** Reads `LifecycleConfiguration`: the enabled rules. Throws `TemplateError` for what is not carried out. */
export function parseLifecycle(value: unknown, logicalId: string): LifecycleRule[] {
  if (value === undefined) return [];
  const configuration = object(value, logicalId, 'LifecycleConfiguration');
  return list(configuration['Rules'], logicalId, 'LifecycleConfiguration.Rules')
    .filter((rule) => rule['Status'] === 'Enabled')
    .map((rule) => parseRule(rule, logicalId));
}

function parseRule(rule: Json, logicalId: string): LifecycleRule {
  only(rule, logicalId, 'a lifecycle rule', [
    'AbortIncompleteMultipartUpload',
    'ExpirationDate',
    'ExpirationInDays',
    'ExpiredObjectDeleteMarker',
    'Id',
    'NoncurrentVersionExpiration',
    'NoncurrentVersionExpirationInDays',
    'ObjectSizeGreaterThan',
    'ObjectSizeLessThan',
    'Prefix',
    'Status',
    'TagFilters',
    'Transition',
    'Transitions',
  ]);
  const transitions = [
    ...(rule['Transition'] ? [rule['Transition']] : []),
    ...((rule['Transitions'] as unknown[]) ?? []),
  ];
  for (const transition of transitions) {
    const storageClass = text(object(transition, logicalId, 'Transition')['StorageClass']);
    if (!ONLINE_CLASSES.includes(storageClass))
      throw new TemplateError(logicalId, `A lifecycle transition to ${storageClass} is not supported.`);
  }
  const noncurrent = object(
    rule['NoncurrentVersionExpiration'] ?? {},
    logicalId,
    'NoncurrentVersionExpiration',
  );
  only(noncurrent, logicalId, 'NoncurrentVersionExpiration', ['NewerNoncurrentVersions', 'NoncurrentDays']);
  const abort = object(
    rule['AbortIncompleteMultipartUpload'] ?? {},
    logicalId,
    'AbortIncompleteMultipartUpload',
  );
  const days = (owner: Json, name: string) => number(owner[name], logicalId, name);
  const date = rule['ExpirationDate'];

  return {
    prefix: text(rule['Prefix']),
    tags: list(rule['TagFilters'], logicalId, 'TagFilters').map((tag) => ({
      key: text(tag['Key']),
      value: text(tag['Value']),
    })),
    largerThan: days(rule, 'ObjectSizeGreaterThan') ?? -1,
    smallerThan: days(rule, 'ObjectSizeLessThan') ?? Number.POSITIVE_INFINITY,
    expireAfterDays: days(rule, 'ExpirationInDays'),
    expireOn: date === undefined ? undefined : Date.parse(text(date)),
    expireNoncurrentAfterDays:
      days(noncurrent, 'NoncurrentDays') ?? days(rule, 'NoncurrentVersionExpirationInDays'),
    keepNoncurrent: days(noncurrent, 'NewerNoncurrentVersions') ?? 0,
    expireDeleteMarkers:
      rule['ExpiredObjectDeleteMarker'] === true || rule['ExpiredObjectDeleteMarker'] === 'true',
    abortUploadsAfterDays: days(abort, 'DaysAfterInitiation'),
  };
}
