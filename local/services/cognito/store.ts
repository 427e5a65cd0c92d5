import { openDatabase } from '../../runtime/database.ts';
import type { Verifier } from './srp.ts';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';

export interface User extends Verifier {
  readonly poolId: string;
  readonly username: string;
  readonly sub: string;
  readonly status: UserStatus;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, like all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly passwordSetAt: number;
}

/** One sign-in: it lives as long as its refresh token. */
export interface SignIn {
  readonly originJti: string;
  readonly poolId: string;
  readonly username: string;
  readonly clientId: string;
  readonly eventId: string;
  readonly authTime: number;
  readonly expires: number;
}

export interface Code {
  readonly digest: string;
  readonly expires: number;
  readonly failures: number;
}
export type CodePurpose = 'confirm' | 'reset';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    pool_id TEXT NOT NULL, name_key TEXT NOT NULL, email_key TEXT, document TEXT NOT NULL,
    PRIMARY KEY (pool_id, name_key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS users_by_email ON users (pool_id, email_key);
  CREATE TABLE IF NOT EXISTS memberships (
    pool_id TEXT NOT NULL, username TEXT NOT NULL, group_name TEXT NOT NULL,
    PRIMARY KEY (pool_id, username, group_name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS codes (
    pool_id TEXT NOT NULL, username TEXT NOT NULL, purpose TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (pool_id, username, purpose)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sign_ins (
    origin_jti TEXT PRIMARY KEY, refresh_digest TEXT NOT NULL UNIQUE, pool_id TEXT NOT NULL, username TEXT NOT NULL,
    expires INTEGER NOT NULL, document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sign_ins_by_user ON sign_ins (pool_id, username);
  CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;`;

export type Store = ReturnType<typeof openStore>;

/** Users, their groups, codes, sign-ins and the signing key, in one SQLite file. */
export function openStore(path: string) {
  const database = openDatabase(path, SCHEMA);
  const document = <T>(row: Record<string, unknown> | undefined): T | undefined =>
    row && (JSON.parse(String(row.document)) as T);

  const upsertUser = database.prepare(
    'INSERT OR REPLACE INTO users (pool_id, name_key, email_key, document) VALUES (?, ?, ?, ?)',
  );
  const userByName = database.prepare('SELECT document FROM users WHERE pool_id = ? AND name_key = ?');
  const usersByEmail = database.prepare('SELECT document FROM users WHERE pool_id = ? AND email_key = ?');
  const usersAfter = database.prepare(
    'SELECT document FROM users WHERE pool_id = ? AND name_key > ? ORDER BY name_key LIMIT ?',
  );
  const groupsOf = database.prepare('SELECT group_name FROM memberships WHERE pool_id = ? AND username = ?');
  const codeOf = database.prepare(
    'SELECT document FROM codes WHERE pool_id = ? AND username = ? AND purpose = ?',
  );
  const addSignIn = database.prepare('INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?, ?)');
  const signInByJti = database.prepare('SELECT document FROM sign_ins WHERE origin_jti = ?');
  const signInByToken = database.prepare('SELECT document FROM sign_ins WHERE refresh_digest = ?');
  const removePast = database.prepare('DELETE FROM sign_ins WHERE expires <= ?');

  return {
    /** @param nameKey the name as it is compared: in lower case where the pool does not mind case */
    putUser(user: User, nameKey: string): void {
      const email = user.attributes.email?.toLowerCase() ?? null;
      upsertUser.run(user.poolId, nameKey, email, JSON.stringify(user));
    },
    findUser: (poolId: string, nameKey: string) => document<User>(userByName.get(poolId, nameKey)),
    findUsersByEmail: (poolId: string, email: string) =>
      usersByEmail.all(poolId, email.toLowerCase()).map((row) => document<User>(row)!),
    listUsers: (poolId: string, afterKey: string, limit: number) =>
      usersAfter.all(poolId, afterKey, limit).map((row) => document<User>(row)!),
    deleteUser(user: User, nameKey: string): void {
      database.prepare('DELETE FROM users WHERE pool_id = ? AND name_key = ?').run(user.poolId, nameKey);
      for (const table of ['memberships', 'codes', 'sign_ins'])
        database
          .prepare(`DELETE FROM ${table} WHERE pool_id = ? AND username = ?`)
          .run(user.poolId, user.username);
    },

    addToGroup(user: User, group: string): void {
      database
        .prepare('INSERT OR IGNORE INTO memberships VALUES (?, ?, ?)')
        .run(user.poolId, user.username, group);
    },
    removeFromGroup(user: User, group: string): void {
      database
        .prepare('DELETE FROM memberships WHERE pool_id = ? AND username = ? AND group_name = ?')
        .run(user.poolId, user.username, group);
    },
    groupsOf: (user: User) => groupsOf.all(user.poolId, user.username).map((row) => String(row.group_name)),

    putCode(user: User, purpose: CodePurpose, code: Code): void {
      database
        .prepare('INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)')
        .run(user.poolId, user.username, purpose, JSON.stringify(code));
    },
    findCode: (user: User, purpose: CodePurpose) =>
      document<Code>(codeOf.get(user.poolId, user.username, purpose)),
    deleteCode(user: User, purpose: CodePurpose): void {
      database
        .prepare('DELETE FROM codes WHERE pool_id = ? AND username = ? AND purpose = ?')
        .run(user.poolId, user.username, purpose);
    },

    addSignIn(signIn: SignIn, refreshDigest: string, now: number): void {
      removePast.run(now);
      const { originJti, poolId, username, expires } = signIn;
      addSignIn.run(originJti, refreshDigest, poolId, username, expires, JSON.stringify(signIn));
    },
    findSignIn: (originJti: string) => document<SignIn>(signInByJti.get(originJti)),
    findSignInByToken: (refreshDigest: string) => document<SignIn>(signInByToken.get(refreshDigest)),
    deleteSignIn(originJti: string): void {
      database.prepare('DELETE FROM sign_ins WHERE origin_jti = ?').run(originJti);
    },
    deleteSignInsOf(user: User): void {
      database
        .prepare('DELETE FROM sign_ins WHERE pool_id = ? AND username = ?')
        .run(user.poolId, user.username);
    },

    findKey: <T>(id: string) =>
      document<T>(database.prepare('SELECT document FROM keys WHERE id = ?').get(id)),
    putKey(id: string, key: unknown): void {
      database.prepare('INSERT INTO keys VALUES (?, ?)').run(id, JSON.stringify(key));
    },
    close: () => database.close(),
  };
}
