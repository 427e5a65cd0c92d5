import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from './errors.ts';
import type { PolicyDocument, Principal } from './principal.ts';

/** The file that makes a directory the data directory of one installation. */
export const INSTALLATION_KEY = 'installation.key';
const SECRET_BYTES = 32;

/** A set of AWS credentials, as the SDKs take them. */
export interface CredentialSet {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Absent for the root's, which never expire. */
  readonly expiration?: Date;
}

/** What a key id and its session token stand for. */
export interface KnownKey {
  readonly secretAccessKey: string;
  readonly principal: Principal;
}

export interface Credentials {
  readonly root: CredentialSet;
  /** Who calls with the root's credentials, and what the account does by itself. */
  readonly rootPrincipal: Principal;
  /**
   * Credentials of a role's session, as STS or the Lambda service hands them out.
   *
   * @param policies what the session may do at most
   */
  forRole(
    roleArn: string,
    sessionName: string,
    lifetimeSeconds?: number,
    policies?: readonly PolicyDocument[],
  ): CredentialSet;
  /** Credentials of the root that expire. */
  forRoot(lifetimeSeconds: number): CredentialSet;
  /** Throws `InvalidClientTokenId` for an unknown key, `ExpiredToken` for one past its end. */
  find(accessKeyId: string, sessionToken: string | undefined): KnownKey;
  /** Bytes that only this installation knows, different for every purpose. */
  secret(purpose: string): Buffer;
}

interface Session {
  /** Absent in a session of the root. */
  readonly role?: string;
  readonly session?: string;
  readonly policies?: readonly PolicyDocument[];
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly salt: string;
}

/** What a token tells, kept in memory. */
interface OpenSession {
  readonly accessKeyId: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly known: KnownKey;
}
const MOST_SESSIONS = 1000;

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * Credentials of one installation. Nothing but one random secret is stored: a session token carries
 * its own role and end, sealed by that secret, so sessions (and what they presigned) stay good over a
 * restart and no list of them is kept.
 */
export function createCredentials(directory: string, accountId: string, now: () => number): Credentials {
  const installation = installationSecret(directory);
  const rootKeyId = `AKIA${base32(hmac(installation, 'root id'), 16)}`;
  const rootSecret = hmac(installation, 'root secret').toString('base64').slice(0, 40);

  const rootPrincipal: Principal = { kind: 'root', arn: `arn:aws:iam::${accountId}:root`, accountId };

  const keyIdOf = (token: string) => `ASIA${base32(hmac(installation, `id ${token}`), 16)}`;
  const secretOf = (token: string) => hmac(installation, `key ${token}`).toString('base64').slice(0, 40);
  const seal = (text: string) => hmac(installation, `seal ${text}`).toString('base64url');

  /** By token, once its seal was found to be good: that takes several hashes. */
  const sessions = new Map<string, OpenSession>();

  return {
    root: { accessKeyId: rootKeyId, secretAccessKey: rootSecret },
    rootPrincipal,

    forRole: (role, session, lifetimeSeconds = 3600, policies = []) =>
      issue({ role, session, ...(policies.length > 0 && { policies }) }, lifetimeSeconds),
    forRoot: (lifetimeSeconds) => issue({}, lifetimeSeconds),

    find(accessKeyId, sessionToken) {
      if (sessionToken === undefined) {
        if (accessKeyId !== rootKeyId) throw unknownKey();
        return { secretAccessKey: rootSecret, principal: rootPrincipal };
      }
      const session = sessions.get(sessionToken) ?? open(sessionToken);
      if (!same(accessKeyId, session.accessKeyId)) throw unknownKey();
      if (session.expires <= now())
        throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
      return session.known;
    },

    secret: (purpose) => hmac(installation, `purpose ${purpose}`),
  };

  function issue(
    who: Pick<Session, 'role' | 'session' | 'policies'>,
    lifetimeSeconds: number,
  ): CredentialSet {
    const expires = now() + lifetimeSeconds * 1000;
    const session: Session = { ...who, expires, salt: randomBytes(6).toString('base64url') };
    const text = Buffer.from(JSON.stringify(session)).toString('base64url');
    const token = `${text}.${seal(text)}`;
    return {
      accessKeyId: keyIdOf(token),
      secretAccessKey: secretOf(token),
      sessionToken: token,
      expiration: new Date(expires),
    };
  }

  function open(token: string): OpenSession {
    const [text = '', sealed = ''] = token.split('.');
    if (!same(sealed, seal(text))) throw unknownKey();
    const session = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Session;
    const known = { secretAccessKey: secretOf(token), principal: principalOf(session) };
    const opened = { accessKeyId: keyIdOf(token), expires: session.expires, known };
    if (sessions.size >= MOST_SESSIONS) sessions.clear();
    sessions.set(token, opened);
    return opened;
  }

  function principalOf({ role: roleArn, session: sessionName = '', policies }: Session): Principal {
    if (roleArn === undefined) return rootPrincipal;
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return {
      kind: 'role',
      arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
      ...{ roleArn, sessionName, accountId },
      ...(policies && { sessionPolicies: policies }),
    };
  }
}

const unknownKey = () =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);

/** Equal, in a time that does not depend on where they differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function base32(bytes: Buffer, length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % 32]).join('');
}

function installationSecret(directory: string): Buffer {
  const path = join(directory, INSTALLATION_KEY);
  try {
    const secret = readFileSync(path);
    // Signing with a part of the secret would make every credential of the installation guessable.
    if (secret.length !== SECRET_BYTES)
      throw new Error(`${path} is damaged: it does not hold ${SECRET_BYTES} bytes.`);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(directory, { recursive: true });
  const secret = randomBytes(SECRET_BYTES);
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, secret, { mode: 0o600, flush: true });
  renameSync(unfinished, path);
  return secret;
}
