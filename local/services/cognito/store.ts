import { openDatabase, transaction } from '../../runtime/database.ts';
import type { Verifier } from './srp.ts';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

export interface User extends Verifier {
  readonly poolId: string;
  readonly username: string;
  readonly sub: string;
  readonly status: UserStatus;
  /** An administrator keeps the user out. */
  readonly disabled?: boolean;
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
export type CodePurpose = 'confirm' | 'reset' | 'verify';

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
  CREATE TABLE IF NOT EXISTS retired_tokens (
    refresh_digest TEXT PRIMARY KEY, origin_jti TEXT NOT NULL, until INTEGER NOT NULL
  ) STRICT;
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
      transaction(database, () => {
        database.prepare('DELETE FROM users WHERE pool_id = ? AND name_key = ?').run(user.poolId, nameKey);
        for (const table of ['memberships', 'codes', 'sign_ins'])
          database
            .prepare(`DELETE FROM ${table} WHERE pool_id = ? AND username = ?`)
            .run(user.poolId, user.username);
      });
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
    listGroup: (poolId: string, group: string, afterName: string, limit: number) =>
      database
        .prepare(
          `SELECT document FROM users JOIN memberships USING (pool_id)
           WHERE pool_id = ? AND group_name = ? AND memberships.username = json_extract(document, '$.username')
             AND memberships.username > ? ORDER BY memberships.username LIMIT ?`,
        )
        .all(poolId, group, afterName, limit)
        .map((row) => document<User>(row)!),
    deleteGroup(poolId: string, group: string): void {
      database.prepare('DELETE FROM memberships WHERE pool_id = ? AND group_name = ?').run(poolId, group);
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
    /** The sign-in goes on under another refresh token; the one before counts a little longer. */
    rotate(signIn: SignIn, oldDigest: string, newDigest: string, now: number, until: number): void {
      transaction(database, () => {
        database.prepare('DELETE FROM retired_tokens WHERE until <= ?').run(now);
        database
          .prepare('UPDATE sign_ins SET refresh_digest = ? WHERE origin_jti = ?')
          .run(newDigest, signIn.originJti);
        database
          .prepare('INSERT OR IGNORE INTO retired_tokens VALUES (?, ?, ?)')
          .run(oldDigest, signIn.originJti, until);
      });
    },
    findSignInByRetiredToken: (refreshDigest: string, now: number) =>
      document<SignIn>(
        database
          .prepare(
            'SELECT document FROM sign_ins JOIN retired_tokens USING (origin_jti) WHERE retired_tokens.refresh_digest = ? AND until > ?',
          )
          .get(refreshDigest, now),
      ),
    deleteSignInsOf(user: User): void {
      database
        .prepare('DELETE FROM sign_ins WHERE pool_id = ? AND username = ?')
        .run(user.poolId, user.username);
    },

    transaction: <T>(work: () => T): T => transaction(database, work),

    findKey: <T>(id: string) =>
      document<T>(database.prepare('SELECT document FROM keys WHERE id = ?').get(id)),
    putKey(id: string, key: unknown): void {
      database.prepare('INSERT INTO keys VALUES (?, ?)').run(id, JSON.stringify(key));
    },
    replaceKey(id: string, key: unknown): void {
      database.prepare('INSERT OR REPLACE INTO keys VALUES (?, ?)').run(id, JSON.stringify(key));
    },
    /** A pool with all that is in it. */
    deletePool(poolId: string): void {
      transaction(database, () => {
        for (const table of ['users', 'memberships', 'codes', 'sign_ins'])
          database.prepare(`DELETE FROM ${table} WHERE pool_id = ?`).run(poolId);
        database.prepare('DELETE FROM keys WHERE id = ?').run(`pool ${poolId}`);
      });
    },
    close: () => database.close(),
  };
}
