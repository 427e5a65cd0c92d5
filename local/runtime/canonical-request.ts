import { hash } from 'node:crypto';
import { AwsError } from './errors.ts';
import type { SignatureClaim, SignedRequest } from './sigv4.ts';

/** The text of a request that its signature covers, made of the headers that the client signed. */
export function canonicalRequest(request: SignedRequest, claim: SignatureClaim): string {
  const presigned = claim.expiresIn !== undefined;
  const headers = claim.signedHeaders.map((name) => {
    const value = request.headers[name];
    if (value === undefined) throw mismatch();
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path, claim.service),
    canonicalQuery(request.query),
    headers.join(''),
    claim.signedHeaders.join(';'),
    payloadHash(request, presigned),
  ].join('\n');
}

/** S3 signs the path encoded once; every other service signs the encoded path encoded again. */
function canonicalPath(path: string, service: string): string {
  const segments = (path || '/').split('/');
  try {
    return segments.map((part) => awsEncode(service === 's3' ? decodeURIComponent(part) : part)).join('/');
  } catch {
    throw mismatch();
  }
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  try {
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        const name = at < 0 ? pair : pair.slice(0, at);
        const value = at < 0 ? '' : pair.slice(at + 1);
        return [canonicalQueryText(name), canonicalQueryText(value)] as const;
      })
      .filter(([name]) => name !== 'X-Amz-Signature')
      .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
  } catch {
    throw mismatch();
  }
}

/** A plus is a space to the services, so it must be one here: else `%2B` could be replayed as `+`. */
const canonicalQueryText = (text: string) => awsEncode(decodeURIComponent(text.replaceAll('+', ' ')));

/** The hash that the client signed; that the body really has it is checked where the body is read. */
function payloadHash(request: SignedRequest, presigned: boolean): string {
  const declared = request.headers['x-amz-content-sha256'];
  if (request.body !== undefined) {
    const actual = sha256(request.body);
    // Whoever holds the body signs for it: `UNSIGNED-PAYLOAD` is for streams, which S3 alone takes.
    if (declared !== undefined && declared !== actual) throw mismatch();
    return actual;
  }
  return declared ?? (presigned ? 'UNSIGNED-PAYLOAD' : sha256(''));
}

/** Percent-encodes as AWS does: everything but letters, digits and `-_.~`. */
const awsEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export const sha256 = (data: string | Buffer) => hash('sha256', data, 'hex');

export const mismatch = (
  message = 'The request signature we calculated does not match the signature you provided. ' +
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
) => new AwsError('SignatureDoesNotMatch', message, 403);
