import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Credentials } from '../../../runtime/credentials.ts';
import { readClaim, signingKey } from '../../../runtime/sigv4.ts';
import { s3Error } from '../errors.ts';

/** Follows the chain of signatures through a signed `aws-chunked` body. Throws `SignatureDoesNotMatch`. */
export interface ChunkVerifier {
  verifyChunk(sha256: string, signature: string): void;
  verifyTrailers(trailers: ReadonlyMap<string, string>): void;
}

const TRAILER_SIGNATURE = 'x-amz-trailer-signature';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Each chunk is signed over the signature before it, the first over that of the request's headers.
 * Source: "Signature calculations for the Authorization header: transferring payload in multiple
 * chunks", Amazon S3 API reference.
 *
 * @param withTrailer the payload kind ends in `-TRAILER`: its trailers are signed too
 */
export function createChunkVerifier(
  headers: Readonly<Record<string, string>>,
  credentials: Credentials,
  withTrailer: boolean,
): ChunkVerifier {
  const claim = readClaim({ method: '', path: '', query: '', headers });
  if (!claim) throw s3Error.signatureDoesNotMatch();
  const { secretAccessKey } = credentials.find(claim.accessKeyId, claim.sessionToken);
  const key = signingKey(secretAccessKey, claim.date, claim.region, claim.service);
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  let previous = claim.signature;

  const advance = (kind: string, hashes: string[], signature: string) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, claim.timestamp, scope, previous, ...hashes].join('\n');
    const expected = createHmac('sha256', key).update(text).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw s3Error.signatureDoesNotMatch();
    previous = signature;
  };

  return {
    verifyChunk: (hash, signature) => advance('PAYLOAD', [sha256(''), hash], signature),
    verifyTrailers(trailers) {
      if (!withTrailer) return;
      const signed = [...trailers].filter(([name]) => name !== TRAILER_SIGNATURE);
      const text = signed.map(([name, value]) => `${name}:${value}\n`).join('');
      advance('TRAILER', [sha256(text)], trailers.get(TRAILER_SIGNATURE) ?? '');
    },
  };
}
