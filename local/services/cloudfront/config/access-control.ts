import { TemplateError } from '../../../runtime/errors.ts';
import type { SigningBehavior } from './behavior.ts';
import { readDocument, text } from './document.ts';

/** When an `OriginAccessControlConfig` signs the requests to its origin. */
export function readAccessControl(logicalId: string, config: unknown): SigningBehavior {
  const document = readDocument(logicalId, 'OriginAccessControlConfig', config, [
    'Description',
    'Name',
    'OriginAccessControlOriginType',
    'SigningBehavior',
    'SigningProtocol',
  ]);
  const signing = text(document['SigningBehavior']);
  if (signing !== 'always' && signing !== 'never' && signing !== 'no-override')
    throw new TemplateError(logicalId, `SigningBehavior "${signing}" is not supported.`);
  const type = text(document['OriginAccessControlOriginType'], 's3');
  if (type !== 's3' && type !== 'lambda')
    throw new TemplateError(logicalId, `OriginAccessControlOriginType "${type}" is not supported.`);
  return signing;
}
