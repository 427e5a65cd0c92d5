import { createHash } from 'node:crypto';
import { TemplateError } from '../../../runtime/errors.ts';
import type { Notifications, NotificationTarget } from './bucket.ts';
import { list, object, only, text, type Json } from './json.ts';

const KNOWN_EVENTS =
  /^s3:(ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload)|(ObjectRemoved|LifecycleExpiration):(\*|Delete|DeleteMarkerCreated))$/;

/** Reads `NotificationConfiguration`. Throws `TemplateError` for topics and for events that never happen here. */
export function parseNotifications(value: unknown, logicalId: string): Notifications {
  const configuration = object(value ?? {}, logicalId, 'NotificationConfiguration');
  only(configuration, logicalId, 'NotificationConfiguration', [
    ...['QueueConfigurations', 'LambdaConfigurations', 'EventBridgeConfiguration'],
  ]);
  const bridge = configuration['EventBridgeConfiguration'];
  const enabled =
    bridge === undefined
      ? false
      : object(bridge, logicalId, 'EventBridgeConfiguration')['EventBridgeEnabled'];
  const targets = (name: string, kind: NotificationTarget['kind'], arn: string) =>
    list(configuration[name], logicalId, name).map((entry) => parseTarget(entry, kind, arn, logicalId));
  return {
    // Its only member defaults to true.
    eventBridge: bridge !== undefined && (enabled === undefined || enabled === true || enabled === 'true'),
    targets: [
      ...targets('QueueConfigurations', 'queue', 'Queue'),
      ...targets('LambdaConfigurations', 'function', 'Function'),
    ],
  };
}

function parseTarget(
  entry: Json,
  kind: NotificationTarget['kind'],
  arnName: string,
  logicalId: string,
): NotificationTarget {
  only(entry, logicalId, 'a notification', ['Event', 'Filter', arnName]);
  const event = text(entry['Event']);
  if (!KNOWN_EVENTS.test(event))
    throw new TemplateError(logicalId, `Notifications for "${event}" are not supported.`);
  const filter = object(entry['Filter'] ?? {}, logicalId, 'Filter');
  const rules = list(object(filter['S3Key'] ?? {}, logicalId, 'S3Key')['Rules'], logicalId, 'S3Key.Rules');
  const rule = (name: string) =>
    text(rules.find((candidate) => text(candidate['Name']).toLowerCase() === name)?.['Value']);
  const unknown = rules.find((candidate) => !/^(prefix|suffix)$/i.test(text(candidate['Name'])));
  if (unknown)
    throw new TemplateError(logicalId, `The filter rule "${text(unknown['Name'])}" is not supported.`);
  return {
    kind,
    arn: text(entry[arnName]),
    // The service makes one up where the template cannot name it; the same every time.
    configurationId: createHash('sha256')
      .update(`${logicalId} ${JSON.stringify(entry)}`)
      .digest('base64')
      .slice(0, 48),
    event,
    prefix: rule('prefix'),
    suffix: rule('suffix'),
  };
}
