import { AwsError } from '../../../runtime/errors.ts';
import { s3Error } from '../errors.ts';
import type { StoredChecksum } from '../store/object-row.ts';
import { checkChecksumValue, isChecksumAlgorithm } from './checksums.ts';

type Headers = Readonly<Record<string, string>>;

/** What is known of a body once all that was declared of it has proved true. */
export interface Verified {
  /** In hexadecimal: the ETag of an object sent in one piece. */
  readonly md5: string;
  readonly checksum: StoredChecksum | undefined;
}

export interface DeclaredDigests {
  /** The digests that must be taken of the body. */
  readonly algorithms: readonly string[];
  /** Throws `BadDigest` or `XAmzContentSHA256Mismatch` when one of them is another than was declared. */
  verify(digests: ReadonlyMap<string, Buffer>, trailers?: ReadonlyMap<string, string>): Verified;
}

/**
 * The digests that headers (or form fields) declare: `Content-MD5`, `x-amz-content-sha256`, and one
 * `x-amz-checksum-…`, which may follow in the trailer. Throws `InvalidRequest` and `InvalidDigest`.
 *
 * @param wanted the checksum that is taken all the same when none is declared
 */
export function declaredDigests(headers: Headers, wanted?: string): DeclaredDigests {
  const expected = declaredChecksum(headers) ?? (wanted === undefined ? undefined : { algorithm: wanted });
  const contentMd5 = declaredMd5(headers);
  const payload = headers['x-amz-content-sha256'] ?? '';
  const sha256 = /^[0-9a-f]{64}$/.test(payload) ? payload : undefined;
  return {
    algorithms: ['md5', ...(sha256 ? ['sha256'] : []), ...(expected ? [expected.algorithm] : [])],
    verify(digests, trailers) {
      const md5 = digests.get('md5')!;
      if (contentMd5 !== undefined && contentMd5 !== md5.toString('base64'))
        throw s3Error.badDigest('Content-MD5');
      const computed = sha256 && digests.get('sha256')!.toString('hex');
      if (sha256 && computed && sha256 !== computed) throw s3Error.contentSha256Mismatch(sha256, computed);
      return { md5: md5.toString('hex'), checksum: expected && verifyChecksum(expected, digests, trailers) };
    },
  };
}

interface ExpectedChecksum {
  readonly algorithm: string;
  /** Absent when it follows in the trailer, or was not declared at all. */
  readonly value?: string;
  readonly inTrailer?: true;
}

const PREFIX = 'x-amz-checksum-';

function declaredChecksum(headers: Headers): ExpectedChecksum | undefined {
  const inHeaders = Object.keys(headers).filter((name) => isChecksumName(name));
  const inTrailer = headers['x-amz-trailer']?.trim().toLowerCase();
  if (inHeaders.length + (inTrailer === undefined ? 0 : 1) > 1)
    throw s3Error.invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const [name] = inHeaders;
  if (name !== undefined) {
    const algorithm = name.slice(PREFIX.length);
    return { algorithm, value: checkChecksumValue(algorithm, headers[name]!) };
  }
  if (inTrailer === undefined) return undefined;
  if (!isChecksumName(inTrailer))
    throw s3Error.invalidRequest('The value specified in the x-amz-trailer header is not supported');
  return { algorithm: inTrailer.slice(PREFIX.length), inTrailer: true };
}

const isChecksumName = (name: string) =>
  name.startsWith(PREFIX) && isChecksumAlgorithm(name.slice(PREFIX.length));

function declaredMd5(headers: Headers): string | undefined {
  const value = headers['content-md5'];
  if (value !== undefined && Buffer.from(value, 'base64').length !== 16)
    throw s3Error.invalidDigest('Content-MD5');
  return value;
}

function verifyChecksum(
  { algorithm, value: declared, inTrailer }: ExpectedChecksum,
  digests: ReadonlyMap<string, Buffer>,
  trailers: ReadonlyMap<string, string> | undefined,
): StoredChecksum {
  const computed = digests.get(algorithm)!.toString('base64');
  const value = inTrailer ? trailers?.get(`${PREFIX}${algorithm}`) : (declared ?? computed);
  if (value === undefined)
    throw new AwsError(
      'MalformedTrailerError',
      'The trailing checksum that the request promised is missing.',
    );
  checkChecksumValue(algorithm, value);
  if (computed !== value) throw s3Error.badDigest(algorithm.toUpperCase());
  return { algorithm, value, type: 'FULL_OBJECT' };
}
