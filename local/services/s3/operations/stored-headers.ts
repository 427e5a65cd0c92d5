import { s3Error } from '../errors.ts';
import type { Bucket } from '../buckets/bucket.ts';

/** Headers of an upload that come back with the object. */
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
/** User metadata, names and values together: 2 KB. */
const MAX_METADATA_BYTES = 2048;
const METADATA = 'x-amz-meta-';

/** Headers that ask for something that is not done here, or that opens an object to others. */
const UNSUPPORTED = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
];

/**
 * What an upload says about its object. `fields` are headers or form fields, lower-case names, values
 * decoded. Throws `NotImplemented`, `AccessControlListNotSupported`, `MetadataTooLarge` and
 * `InvalidArgument`.
 */
export function storedHeaders(
  bucket: Bucket,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  for (const name of UNSUPPORTED) if (fields[name] !== undefined) throw s3Error.notImplemented(name);
  if ((fields['x-amz-server-side-encryption'] ?? 'AES256') !== 'AES256')
    throw s3Error.notImplemented('x-amz-server-side-encryption');
  if ((fields['x-amz-storage-class'] ?? 'STANDARD') !== 'STANDARD')
    throw s3Error.notImplemented('x-amz-storage-class');
  checkAcl(bucket, fields);

  const stored: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(fields)) {
    const metadata = name.startsWith(METADATA);
    if (!metadata && !KEPT.includes(name)) continue;
    // A line break would be a header of the caller's own in every later answer.
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value) || !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw s3Error.invalidArgument('A header or field holds characters that are not allowed.', name);
    if (metadata) metadataBytes += Buffer.byteLength(name.slice(METADATA.length)) + Buffer.byteLength(value);
    stored[name] = value;
  }
  if (metadataBytes > MAX_METADATA_BYTES) throw s3Error.metadataTooLarge(metadataBytes);
  return withoutTransferCoding(stored);
}

/** Header values arrive as bytes that Node reads as Latin-1; S3 takes them for UTF-8. */
export function decodeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const decoded = Object.entries(headers).map(([name, value]) => {
    // eslint-disable-next-line no-control-regex
    const text = /[^\u0000-\u007f]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
    return [name, text] as const;
  });
  return Object.fromEntries(decoded);
}

/** A stored value as a header carries it: what is not ASCII in RFC 2047's form, as S3 answers. */
export function encodeHeader(value: string): string {
  // eslint-disable-next-line no-control-regex
  return /[^\u0000-\u007f]/.test(value) ? `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=` : value;
}

function checkAcl(bucket: Bucket, fields: Readonly<Record<string, string>>): void {
  const grants = Object.keys(fields).filter((name) => name.startsWith('x-amz-grant-'));
  const acl = fields['x-amz-acl'] ?? fields['acl'];
  if (acl === undefined && grants.length === 0) return;
  if (acl === 'bucket-owner-full-control' && grants.length === 0) return;
  if (bucket.ownerEnforced) throw s3Error.aclNotSupported();
  if (acl !== 'private' || grants.length > 0) throw s3Error.notImplemented(grants[0] ?? 'x-amz-acl');
}

/** `aws-chunked` names the framing of the request, not of the object. */
function withoutTransferCoding(stored: Record<string, string>): Record<string, string> {
  const encoding = stored['content-encoding'];
  if (encoding === undefined) return stored;
  const codings = encoding.split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
  const { 'content-encoding': _framed, ...rest } = stored;
  return kept.length === 0 ? rest : { ...rest, 'content-encoding': kept.join(',') };
}
