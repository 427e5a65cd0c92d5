import { TemplateError } from '../../../runtime/errors.ts';
import type { Library, SigningBehavior } from './behavior.ts';
import { list, number, readDocument, text, type Document } from './document.ts';

export interface OriginConfig {
  readonly id: string;
  readonly domainName: string;
  /** Stands before every path. */
  readonly path: string;
  /** Set on every request to it; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** How its origin access control signs; `never` without one. */
  readonly signing: SigningBehavior;
  /** How long it may take to answer, in seconds. */
  readonly readTimeout: number;
}

export function readOrigin(logicalId: string, value: unknown, { accessControls }: Library): OriginConfig {
  const document = readDocument(logicalId, 'Origin', value, [
    'ConnectionAttempts',
    'ConnectionTimeout',
    'CustomOriginConfig',
    'DomainName',
    'Id',
    'OriginAccessControlId',
    'OriginCustomHeaders',
    'OriginPath',
    // One machine has one cache: a second one before the origin would change nothing.
    'OriginShield',
    'S3OriginConfig',
  ]);
  const s3 = (document['S3OriginConfig'] ?? {}) as Document;
  if (text(s3['OriginAccessIdentity']) !== '')
    throw new TemplateError(
      logicalId,
      'origin access identities are not supported: use an origin access control.',
    );
  const accessControl = text(document['OriginAccessControlId']);
  const signing = accessControl === '' ? 'never' : accessControls.get(accessControl);
  if (!signing) throw new TemplateError(logicalId, `there is no origin access control "${accessControl}".`);
  const custom = readDocument(logicalId, 'CustomOriginConfig', document['CustomOriginConfig'] ?? {}, [
    'HTTPPort',
    'HTTPSPort',
    'IpAddressType',
    'OriginKeepaliveTimeout',
    'OriginProtocolPolicy',
    'OriginReadTimeout',
    'OriginSSLProtocols',
  ]);
  return {
    id: text(document['Id']),
    domainName: text(document['DomainName']),
    path: text(document['OriginPath']),
    headers: Object.fromEntries(
      (list(document['OriginCustomHeaders']) as readonly Document[]).map((header) => [
        text(header['HeaderName']).toLowerCase(),
        text(header['HeaderValue']),
      ]),
    ),
    signing,
    readTimeout: number(custom['OriginReadTimeout'], 30),
  };
}
