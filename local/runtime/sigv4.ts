import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { AwsError } from './errors.ts';
import type { Credentials } from './credentials.ts';
import type { Principal } from './principal.ts';
import { canonicalRequest, mismatch, sha256 } from './canonical-request.ts';

/**
 * Verification of AWS Signature Version 4, in headers and in the query.
 *
 * Own code, because signing libraries decide themselves which headers they sign, while a verifier must
 * follow the list that the client signed (`SignedHeaders`), whatever client that is.
 * Source: "Signature Version 4 for API requests", IAM User Guide.
 */

export interface SignedRequest {
  readonly method: string;
  /** As sent: percent-encoded, no query. */
  readonly path: string;
  /** As sent, without the `?`. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Needed where no `x-amz-content-sha256` header says the payload's hash. */
  readonly body?: Buffer | string;
}

/** What a request says about its own signature. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Lifetime in seconds of a presigned request; absent for one signed in its headers. */
  readonly expiresIn: number | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** How far a client's clock may be off, in minutes. */
const SKEW_MINUTES = 5;
const S3_SKEW_MINUTES = 15;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600;

/** Reads the claim of a signed request; `undefined` when it carries no signature at all. */
export function readClaim(request: SignedRequest): SignatureClaim | undefined {
  const header = request.headers['authorization'];
  if (header?.startsWith('AWS4-')) return readHeaderClaim(header, request.headers);
  const query = new URLSearchParams(request.query);
  return query.has('X-Amz-Algorithm') ? readQueryClaim(query) : undefined;
}

/**
 * The principal that signed the request. Throws `AwsError`: `IncompleteSignature`,
 * `InvalidClientTokenId`, `ExpiredToken`, `RequestTimeTooSkewed`, `RequestExpired` (a presigned one)
 * or `SignatureDoesNotMatch`.
 */
export function verifySignature(
  request: SignedRequest,
  options: {
    readonly credentials: Credentials;
    readonly service: string;
    readonly region: string;
    readonly now: number;
    /** The request's own claim, where it was read before. */
    readonly claim?: SignatureClaim;
  },
): Principal {
  const claim = options.claim ?? readClaim(request);
  if (!claim) throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  assertScope(claim, options.service);
  if (claim.region !== options.region)
    throw claim.service === 's3'
      ? incomplete(
          `The authorization header is malformed; the region '${claim.region}' is wrong; expecting '${options.region}'`,
        )
      : mismatch('Credential should be scoped to a valid region.');
  const { secretAccessKey, principal } = options.credentials.find(claim.accessKeyId, claim.sessionToken);
  checkTime(claim, options.now);
  if (!claim.signedHeaders.includes('host')) throw notSigned('Host');
  // S3 looks for the others by itself, and has words of its own for them.
  const [unsigned] = claim.service === 's3' ? [] : unsignedHeaders(request.headers, claim);
  if (unsigned !== undefined) throw notSigned(unsigned);

  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const canonical = canonicalRequest(request, claim);
  const stringToSign = [ALGORITHM, claim.timestamp, scope, sha256(canonical)].join('\n');
  const key = signingKey(secretAccessKey, claim.date, claim.region, claim.service);
  if (!sameHex(createHmac('sha256', key).update(stringToSign).digest('hex'), claim.signature))
    throw mismatch();
  return principal;
}

/** Refuses a claim for another service than the request is for. */
export function assertScope(claim: SignatureClaim, service: string): void {
  if (claim.service === service) return;
  throw service === 's3'
    ? incomplete(
        `The authorization header is malformed; incorrect service "${claim.service}". This endpoint belongs to "s3".`,
      )
    : mismatch(`Credential should be scoped to correct service: '${service}'.`);
}

/**
 * Headers that change what a request does and that its signature leaves out: whoever holds the request could add
 * them (an operation in `x-amz-target`, a source in `x-amz-copy-source`). The payload's hash and the session token
 * need no place in the list, because the signature is made of them.
 */
export const unsignedHeaders = (headers: SignedRequest['headers'], claim: SignatureClaim): string[] =>
  Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') && !BOUND_HEADERS.includes(name) && !claim.signedHeaders.includes(name),
  );
const BOUND_HEADERS: readonly string[] = ['x-amz-content-sha256', 'x-amz-security-token'];

/**
 * The key that signs one day's requests to one service. Cached: deriving it takes four HMACs, and a key that is made
 * into an object once signs seven times as fast as its bytes.
 */
export function signingKey(secret: string, date: string, region: string, service: string): KeyObject {
  const id = `${secret}\n${date}\n${region}\n${service}`;
  const known = signingKeys.get(id);
  if (known) return known;
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = createSecretKey(hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request'));
  if (signingKeys.size >= 1000) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}
const signingKeys = new Map<string, KeyObject>();

function readHeaderClaim(header: string, headers: SignedRequest['headers']): SignatureClaim {
  const parts = new Map(
    header
      .slice(header.indexOf(' ') + 1)
      .split(',')
      .map((part) => part.trim())
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const),
  );
  if (!header.startsWith(`${ALGORITHM} `)) throw incomplete('Unsupported AWS algorithm.');
  return claimOf({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    timestamp: headers['x-amz-date'],
    sessionToken: headers['x-amz-security-token'],
    expiresIn: undefined,
  });
}

function readQueryClaim(query: URLSearchParams): SignatureClaim {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw incomplete('Unsupported AWS algorithm.');
  const expires = Number(query.get('X-Amz-Expires') ?? NaN);
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_PRESIGNED_SECONDS)
    throw incomplete('X-Amz-Expires must be between 1 and 604800 seconds.');
  return claimOf({
    credential: query.get('X-Amz-Credential') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: query.get('X-Amz-Signature') ?? undefined,
    timestamp: query.get('X-Amz-Date') ?? undefined,
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expiresIn: expires,
  });
}

function claimOf(raw: {
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  timestamp: string | undefined;
  sessionToken: string | undefined;
  expiresIn: number | undefined;
}): SignatureClaim {
  const [accessKeyId, date, region, service, end] = raw.credential?.split('/') ?? [];
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request')
    throw incomplete('Credential must be <key id>/<date>/<region>/<service>/aws4_request.');
  if (!raw.signature || !raw.signedHeaders)
    throw incomplete('Authorization needs SignedHeaders and Signature.');
  if (!/^\d{8}T\d{6}Z$/.test(raw.timestamp ?? '')) throw incomplete('The request needs an X-Amz-Date.');
  if (!raw.timestamp!.startsWith(date))
    throw mismatch('Date in Credential scope does not match YYYYMMDD of X-Amz-Date.');
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: raw.signedHeaders.toLowerCase().split(';'),
    signature: raw.signature,
    timestamp: raw.timestamp!,
    sessionToken: raw.sessionToken,
    expiresIn: raw.expiresIn,
  };
}

function checkTime(claim: SignatureClaim, now: number): void {
  const signedAt = Date.parse(
    claim.timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(signedAt)) throw incomplete('The request needs an X-Amz-Date.');
  const minutes = claim.service === 's3' ? S3_SKEW_MINUTES : SKEW_MINUTES;
  const skew = minutes * 60_000;
  if (claim.expiresIn !== undefined) {
    if (now > signedAt + claim.expiresIn * 1000)
      throw new AwsError('RequestExpired', 'Request has expired', 403);
    if (signedAt > now + skew) throw new AwsError('RequestExpired', 'Request is not yet valid', 403);
  } else if (signedAt < now - skew) {
    throw skewed(
      `Signature expired: ${claim.timestamp} is now earlier than ${basic(now - skew)} (${basic(now)} - ${minutes} min.)`,
    );
  } else if (signedAt > now + skew) {
    throw skewed(
      `Signature not yet current: ${claim.timestamp} is still later than ${basic(now + skew)} (${basic(now)} + ${minutes} min.)`,
    );
  }
}

const skewed = (message: string) => new AwsError('RequestTimeTooSkewed', message, 403);

/** ISO 8601 in its basic format, as `X-Amz-Date` has it. */
const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

function sameHex(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const notSigned = (header: string) =>
  incomplete(`'${header}' must be a 'SignedHeader' in the AWS Authorization.`);

const incomplete = (message: string) => new AwsError('IncompleteSignature', message, 403);
