import {
  createHash,
  createHmac,
  getDiffieHellman,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * Secure Remote Password 6a as Cognito speaks it: RFC 5054 with the 3072-bit group, SHA-256, and
 * numbers hashed in the two's complement form of Java's `BigInteger.toByteArray()`.
 */

const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const G = 2n;

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const toInteger = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** The shortest two's complement of a positive number: a leading zero byte when its top bit is set. */
export function signedBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** The same of the generator: doubling is cheap, so only the squares take time. */
function powerOfG(exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === '1') result *= G;
  }
  return result % N;
}

const K = toInteger(sha256(signedBytes(N), signedBytes(G)));

/** What is stored of a password; neither the password nor anything equal to it can be had from it. */
export interface Verifier {
  /** Hexadecimal. */
  readonly salt: string;
  /** Hexadecimal. */
  readonly verifier: string;
}

/** Who a password belongs to: part of what is hashed. */
export interface Identity {
  /** The pool's id without its region: `XXXXXXXXX` of `us-east-1_XXXXXXXXX`. */
  readonly poolName: string;
  /** `USER_ID_FOR_SRP` */
  readonly userId: string;
}

export function createVerifier(
  identity: Identity,
  password: string,
  salt: string = randomBytes(16).toString('hex'),
): Verifier {
  const inner = sha256(`${identity.poolName}${identity.userId}:${password}`);
  const x = toInteger(sha256(signedBytes(BigInt(`0x${salt}`)), inner));
  return { salt, verifier: powerOfG(x).toString(16) };
}

/** Checks a password that was sent as it is. */
export function matchesPassword(identity: Identity, password: string, stored: Verifier): boolean {
  return same(createVerifier(identity, password, stored.salt).verifier, stored.verifier);
}

/** The server's half of one sign-in. */
export interface ServerKeys {
  /** Hexadecimal; secret. */
  readonly b: string;
  /** `SRP_B`, hexadecimal. */
  readonly publicB: string;
}

export function serverKeys(verifier: string, b: string = randomBytes(32).toString('hex')): ServerKeys {
  const publicB = (K * BigInt(`0x${verifier}`) + powerOfG(BigInt(`0x${b}`))) % N;
  return { b, publicB: publicB.toString(16) };
}

/** True for a number that a client may send as `SRP_A`: anything but a multiple of N, which would give the key away. */
export function isPublicKey(hex: string): boolean {
  return /^[0-9a-f]{1,768}$/i.test(hex) && BigInt(`0x${hex}`) % N !== 0n;
}

/** Checks `PASSWORD_CLAIM_SIGNATURE`: the proof that the client knows the password. */
export function verifyClaim(claim: {
  readonly identity: Identity;
  readonly verifier: string;
  readonly b: string;
  /** `SRP_A`, hexadecimal. */
  readonly publicA: string;
  /** The bytes of `SECRET_BLOCK`. */
  readonly secretBlock: Buffer;
  readonly timestamp: string;
  /** Base64. */
  readonly signature: string;
}): boolean {
  const { identity, verifier, b, secretBlock, timestamp, signature } = claim;
  const publicA = BigInt(`0x${claim.publicA}`);
  const publicB = BigInt(`0x${serverKeys(verifier, b).publicB}`);
  const u = toInteger(sha256(signedBytes(publicA), signedBytes(publicB)));
  const shared = power(publicA * power(BigInt(`0x${verifier}`), u), BigInt(`0x${b}`));
  const key = Buffer.from(hkdfSync('sha256', signedBytes(shared), signedBytes(u), 'Caldera Derived Key', 16));
  const expected = createHmac('sha256', key)
    .update(identity.poolName)
    .update(identity.userId)
    .update(secretBlock)
    .update(timestamp)
    .digest('base64');
  return same(expected, signature);
}

/** Equal, in a time that does not depend on where they differ. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
