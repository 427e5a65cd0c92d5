import { randomUUID } from 'node:crypto';
import { AwsError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { invalidParameter, type Input } from './input.ts';
import { STANDARD_ATTRIBUTES, type Client, type Pool } from './pool.ts';
import { createVerifier, type Identity } from './srp.ts';
import type { Store, User, UserStatus } from './store.ts';

/** The pools of the template with the users of the store. */
export interface Directory {
  readonly pools: Map<string, Pool>;
  readonly clients: Map<string, Client>;
  /** Both throw `ResourceNotFoundException`. */
  pool(id: string): Pool;
  client(id: string): { client: Client; pool: Pool };
  /** By user name, or by e-mail address where the pool allows that. */
  find(pool: Pool, name: string): User | undefined;
  /** Throws `UserNotFoundException`. */
  get(pool: Pool, name: string): User;
  create(pool: Pool, wanted: NewUser): User;
  save(pool: Pool, user: User): void;
  withPassword(pool: Pool, user: User, password: string, status: UserStatus): User;
  delete(pool: Pool, user: User): void;
  list(pool: Pool, after: string, limit: number): User[];
}

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly status: UserStatus;
  readonly attributes: Readonly<Record<string, string>>;
}

export const userNotFound = (): AwsError => new AwsError('UserNotFoundException', 'User does not exist.');

export const identityOf = (pool: Pool, username: string): Identity => ({
  poolName: pool.shortName,
  userId: username,
});

export function createDirectory(runtime: Runtime, store: Store): Directory {
  const { clock } = runtime;
  const keyOf = (pool: Pool, name: string) => (pool.caseSensitive ? name : name.toLowerCase());

  const directory: Directory = {
    pools: new Map(),
    clients: new Map(),

    pool(id) {
      const pool = directory.pools.get(id);
      if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
      return pool;
    },

    client(id) {
      const client = directory.clients.get(id);
      if (!client) throw new AwsError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
      return { client, pool: directory.pool(client.poolId) };
    },

    find(pool, name) {
      const user = store.findUser(pool.id, keyOf(pool, name));
      if (user || !(pool.emailIsUsername || pool.emailIsAlias)) return user;
      const sameEmail = store.findUsersByEmail(pool.id, name);
      // An alias counts once it is verified: until then anybody could have claimed the address.
      return sameEmail.find((one) => pool.emailIsUsername || one.attributes.email_verified === 'true');
    },

    get(pool, name) {
      const user = directory.find(pool, name);
      if (!user) throw userNotFound();
      return user;
    },

    create(pool, { username, password, status, attributes }) {
      const sub = randomUUID();
      const isEmail = /^[^\s@]+@[^\s@]+$/.test(username);
      if (pool.emailIsUsername && !isEmail) throw invalidParameter('Username should be an email.');
      if (pool.emailIsAlias && isEmail)
        throw invalidParameter(
          'Username cannot be of email format, since user pool is configured for email alias.',
        );
      if (directory.find(pool, username))
        throw new AwsError(
          'UsernameExistsException',
          pool.emailIsUsername ? 'An account with the given email already exists.' : 'User already exists',
        );
      const all = pool.emailIsUsername ? { ...attributes, email: username } : attributes;
      for (const name of pool.requiredAttributes)
        if (!all[name])
          throw invalidParameter(
            `Attributes did not conform to the schema: ${name}: The attribute is required`,
          );
      const now = clock.now();
      const user: User = {
        poolId: pool.id,
        username: pool.emailIsUsername ? sub : username,
        sub,
        status,
        attributes: all,
        createdAt: now,
        modifiedAt: now,
        passwordSetAt: now,
        ...createVerifier(identityOf(pool, pool.emailIsUsername ? sub : username), password),
      };
      directory.save(pool, user);
      return user;
    },

    save(pool, user) {
      store.putUser({ ...user, modifiedAt: clock.now() }, keyOf(pool, user.username));
    },

    withPassword: (pool, user, password, status) => ({
      ...user,
      ...createVerifier(identityOf(pool, user.username), password),
      status,
      passwordSetAt: clock.now(),
    }),

    delete: (pool, user) => store.deleteUser(user, keyOf(pool, user.username)),
    list: (pool, after, limit) => store.listUsers(pool.id, after, limit),
  };
  return directory;
}

const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

/** The attributes of an input, as long as the pool has such. */
export function readAttributes(pool: Pool, input: Input, byAdmin: boolean): Record<string, string> {
  const list = input.UserAttributes ?? [];
  if (!Array.isArray(list)) throw invalidParameter('UserAttributes must be a list.');
  const attributes: Record<string, string> = {};
  for (const { Name, Value = '' } of list as readonly { Name?: unknown; Value?: unknown }[]) {
    if (typeof Name !== 'string' || typeof Value !== 'string' || Value.length > 2048)
      throw invalidParameter('An attribute needs a name and a value of at most 2048 characters.');
    const verified = Name === 'email_verified' || Name === 'phone_number_verified';
    if (Name === 'sub' || (verified && !byAdmin))
      throw new AwsError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
    if (!verified && !STANDARD_ATTRIBUTES.includes(Name) && !pool.customAttributes.includes(Name))
      throw invalidParameter(
        `Attributes did not conform to the schema: ${Name}: Attribute does not exist in the schema.`,
      );
    if (Name === 'email' && !EMAIL.test(Value)) throw invalidParameter('Invalid email address format.');
    attributes[Name] = Value;
  }
  return attributes;
}

/** The names in a request that takes attributes away. */
export function attributeNames(input: Input): readonly string[] {
  const list = input.UserAttributeNames;
  if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list;
  throw invalidParameter('UserAttributeNames must be a list of names.');
}

/** A user's attributes as the API lists them. */
export const attributeList = (user: User): { Name: string; Value: string }[] =>
  Object.entries({ sub: user.sub, ...user.attributes }).map(([Name, Value]) => ({ Name, Value }));
