import { createPublicKey, type KeyObject } from 'node:crypto';
import { TemplateError } from '../../../runtime/errors.ts';
import { items, readDocument, text } from './document.ts';

/** The key of a `PublicKeyConfig`: RSA with 2048 bits or ECDSA on P-256, as CloudFront takes them. */
export function readPublicKey(logicalId: string, config: unknown): KeyObject {
  const document = readDocument(logicalId, 'PublicKeyConfig', config, [
    'CallerReference',
    'Comment',
    'EncodedKey',
    'Name',
  ]);
  let key: KeyObject;
  try {
    key = createPublicKey(text(document['EncodedKey']));
  } catch {
    throw new TemplateError(logicalId, 'EncodedKey is not a public key in PEM.');
  }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const accepted =
    (key.asymmetricKeyType === 'rsa' && modulusLength === 2048) ||
    (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1');
  if (!accepted)
    throw new TemplateError(logicalId, 'EncodedKey must be RSA with 2048 bits or ECDSA on P-256.');
  return key;
}

/** The ids of a group's keys, at most five. */
export function readKeyGroup(
  logicalId: string,
  config: unknown,
  publicKeys: ReadonlyMap<string, KeyObject>,
): readonly string[] {
  const document = readDocument(logicalId, 'KeyGroupConfig', config, ['Comment', 'Items', 'Name']);
  const keys = items(document['Items']);
  if (keys.length === 0 || keys.length > 5)
    throw new TemplateError(logicalId, 'a key group holds one to five keys.');
  const missing = keys.find((key) => !publicKeys.has(key));
  if (missing !== undefined) throw new TemplateError(logicalId, `there is no public key "${missing}".`);
  return keys;
}
