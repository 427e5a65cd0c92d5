import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attributeList } from './directory.ts';
import { invalidParameter, optionalText, text, type Input } from './input.ts';
import type { Pool } from './pool.ts';
import type { Store, User } from './store.ts';

/** How an operation is allowed by IAM on the pool, or the user of it, that it names. */
export interface Guard {
  onPool(action: string, run: (pool: Pool, input: Input) => unknown): Guarded;
  onUser(action: string, run: (pool: Pool, user: User, input: Input) => unknown): Guarded;
}

export type Guarded = (input: Input, caller: Principal) => unknown;

const MOST = 60;

/** The operations about groups. A group itself is made by the template alone. */
export function groupOperations(
  { onPool, onUser }: Guard,
  { runtime, store }: { readonly runtime: Runtime; readonly store: Store },
) {
  const named = (pool: Pool, input: Input): string => {
    const name = text(input, 'GroupName');
    if (!pool.groups.has(name)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
    return name;
  };

  return {
    AdminAddUserToGroup: onUser('AdminAddUserToGroup', (pool, user, input) => {
      store.addToGroup(user, named(pool, input));
      return {};
    }),

    AdminRemoveUserFromGroup: onUser('AdminRemoveUserFromGroup', (pool, user, input) => {
      store.removeFromGroup(user, named(pool, input));
      return {};
    }),

    AdminListGroupsForUser: onUser('AdminListGroupsForUser', (pool, user) => ({
      Groups: store
        .groupsOf(user)
        .filter((name) => pool.groups.has(name))
        .map((name) => describe(pool, name)),
    })),

    GetGroup: onPool('GetGroup', (pool, input) => ({ Group: describe(pool, named(pool, input)) })),

    ListGroups: onPool('ListGroups', (pool, input) => {
      const limit = limitOf(input);
      const after = afterOf(input, 'NextToken');
      const names = [...pool.groups.keys()].sort().filter((name) => name > after);
      return {
        Groups: names.slice(0, limit).map((name) => describe(pool, name)),
        ...(names.length > limit && { NextToken: tokenFor(names[limit - 1]!) }),
      };
    }),

    ListUsersInGroup: onPool('ListUsersInGroup', (pool, input) => {
      const limit = limitOf(input);
      const group = named(pool, input);
      const users = store.listGroup(pool.id, group, afterOf(input, 'NextToken'), limit + 1);
      return {
        Users: users.slice(0, limit).map(listedUser),
        ...(users.length > limit && { NextToken: tokenFor(users[limit - 1]!.username) }),
      };
    }),
  };

  function describe(pool: Pool, GroupName: string) {
    const group = pool.groups.get(GroupName)!;
    return {
      GroupName,
      UserPoolId: pool.id,
      Description: group.description,
      RoleArn: group.roleArn,
      ...(Number.isFinite(group.precedence) && { Precedence: group.precedence }),
      CreationDate: runtime.clock.now() / 1000,
      LastModifiedDate: runtime.clock.now() / 1000,
    };
  }
}

/** How many entries a page may have. */
export function limitOf(input: Input): number {
  const { Limit = MOST } = input;
  if (typeof Limit === 'number' && Number.isInteger(Limit) && Limit >= 0 && Limit <= MOST)
    return Limit || MOST;
  throw invalidParameter(`1 validation error detected: Value at 'limit' must be at most ${MOST}`);
}

/** Where a page begins: after this key. */
export function afterOf(input: Input, name: string): string {
  const token = optionalText(input, name);
  return token ? Buffer.from(token, 'base64url').toString('utf8') : '';
}

export const tokenFor = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

export const userSummary = (user: User) => ({
  Username: user.username,
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: !user.disabled,
  UserStatus: user.status,
});

export const listedUser = (user: User) => ({ ...userSummary(user), Attributes: attributeList(user) });
