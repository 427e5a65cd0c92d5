import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { attributeList, readAttributes, type Directory } from './directory.ts';
import {
  invalidParameter,
  notAuthorized,
  optionalText,
  password,
  text,
  username,
  type Input,
} from './input.ts';
import { assertPassword, temporaryPassword } from './passwords.ts';
import type { Pool } from './pool.ts';
import type { createSignIn } from './sign-in.ts';
import type { Store, User } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { Triggers } from './triggers.ts';
import { matcher } from './user-filter.ts';

export type AdminOperations = Readonly<Record<string, (input: Input, caller: Principal) => unknown>>;

const MOST_USERS = 60;

/** The signed operations: each is allowed by IAM on the pool that it names. */
export function createAdmin(options: {
  readonly runtime: Runtime;
  readonly directory: Directory;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly triggers: Triggers;
  readonly signIn: ReturnType<typeof createSignIn>;
}): AdminOperations {
  const { runtime, directory, store, tokens, triggers, signIn } = options;

  const authorize = (caller: Principal, action: string, resource: string) => {
    if (caller.kind === 'anonymous')
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    try {
      runtime.peers.iam.authorize({ caller, action: `cognito-idp:${action}`, resource });
    } catch (error) {
      if (!(error instanceof AwsError) || !error.code.startsWith('AccessDenied')) throw error;
      throw new AwsError('AccessDeniedException', error.message, 400);
    }
  };

  /** An operation on one pool. */
  const onPool =
    (action: string, run: (pool: Pool, input: Input) => unknown) => (input: Input, caller: Principal) => {
      const poolId = text(input, 'UserPoolId');
      authorize(caller, action, runtime.arn('cognito-idp', `userpool/${poolId}`));
      return run(directory.pool(poolId), input);
    };

  /** An operation on one user. */
  const onUser = (action: string, run: (pool: Pool, user: User, input: Input) => unknown) =>
    onPool(action, (pool, input) => run(pool, directory.get(pool, username(input)), input));

  const group = (pool: Pool, input: Input): string => {
    const name = text(input, 'GroupName');
    if (!pool.groups.has(name)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
    return name;
  };

  return {
    AdminCreateUser: onPool('AdminCreateUser', (pool, input) => {
      const chosen = optionalText(input, 'TemporaryPassword');
      const temporary = chosen ?? temporaryPassword();
      const name = username(input);
      const attributes = readAttributes(pool, input, true);
      assertPassword(pool.passwordPolicy, temporary);
      const user = directory.create(pool, {
        username: name,
        password: temporary,
        status: 'FORCE_CHANGE_PASSWORD',
        attributes,
      });
      if (!chosen && input.MessageAction !== 'SUPPRESS')
        runtime.log.step('cognito', `${pool.name}: the temporary password of ${name} is ${temporary}`);
      return { User: { ...userSummary(user), Attributes: attributeList(user) } };
    }),

    AdminSetUserPassword: onUser('AdminSetUserPassword', (pool, user, input) => {
      const wanted = password(input);
      assertPassword(pool.passwordPolicy, wanted);
      const status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
      directory.save(pool, directory.withPassword(pool, user, wanted, status));
      return {};
    }),

    AdminConfirmSignUp: onUser('AdminConfirmSignUp', async (pool, user) => {
      if (user.status !== 'UNCONFIRMED')
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      const confirmed: User = { ...user, status: 'CONFIRMED' };
      directory.save(pool, confirmed);
      await triggers.postConfirmation(pool, confirmed, 'PostConfirmation_ConfirmSignUp', {
        clientId: 'CLIENT_ID_NOT_APPLICABLE',
      });
      return {};
    }),

    AdminGetUser: onUser('AdminGetUser', (_pool, user) => ({
      ...userSummary(user),
      UserAttributes: attributeList(user),
    })),

    AdminUpdateUserAttributes: onUser('AdminUpdateUserAttributes', (pool, user, input) => {
      directory.save(pool, {
        ...user,
        attributes: { ...user.attributes, ...readAttributes(pool, input, true) },
      });
      return {};
    }),

    AdminDeleteUser: onUser('AdminDeleteUser', (pool, user) => {
      directory.delete(pool, user);
      return {};
    }),

    AdminUserGlobalSignOut: onUser('AdminUserGlobalSignOut', (_pool, user) => {
      tokens.signOut(user);
      return {};
    }),

    AdminAddUserToGroup: onUser('AdminAddUserToGroup', (pool, user, input) => {
      store.addToGroup(user, group(pool, input));
      return {};
    }),

    AdminRemoveUserFromGroup: onUser('AdminRemoveUserFromGroup', (pool, user, input) => {
      store.removeFromGroup(user, group(pool, input));
      return {};
    }),

    AdminListGroupsForUser: onUser('AdminListGroupsForUser', (pool, user) => ({
      Groups: store
        .groupsOf(user)
        .filter((name) => pool.groups.has(name))
        .map((GroupName) => ({ GroupName, UserPoolId: pool.id })),
    })),

    ListUsers: onPool('ListUsers', (pool, input) => {
      const { Limit = MOST_USERS } = input;
      if (typeof Limit !== 'number' || Limit < 0 || Limit > MOST_USERS)
        throw invalidParameter(`1 validation error detected: Value at 'limit' must be at most ${MOST_USERS}`);
      const matches = matcher(optionalText(input, 'Filter'));
      const token = optionalText(input, 'PaginationToken');
      let after = token ? Buffer.from(token, 'base64url').toString('utf8') : '';
      const found: User[] = [];
      for (;;) {
        const some = directory.list(pool, after, MOST_USERS);
        for (const user of some) {
          if (found.length === (Limit || MOST_USERS))
            return {
              Users: found.map(listed),
              PaginationToken: Buffer.from(after, 'utf8').toString('base64url'),
            };
          if (matches(user)) found.push(user);
          after = pool.caseSensitive ? user.username : user.username.toLowerCase();
        }
        if (some.length < MOST_USERS) return { Users: found.map(listed) };
      }
    }),

    async AdminInitiateAuth(input, caller) {
      authorize(
        caller,
        'AdminInitiateAuth',
        runtime.arn('cognito-idp', `userpool/${text(input, 'UserPoolId')}`),
      );
      return signIn.initiate(input, true);
    },

    DescribeUserPool: onPool('DescribeUserPool', (pool) => ({
      UserPool: {
        Id: pool.id,
        Name: pool.name,
        Arn: pool.arn,
        AutoVerifiedAttributes: pool.verifiesEmail ? ['email'] : [],
        UsernameAttributes: pool.emailIsUsername ? ['email'] : [],
        Policies: { PasswordPolicy: { MinimumLength: pool.passwordPolicy.minimumLength } },
        LambdaConfig: {
          PostConfirmation: pool.triggers.postConfirmation,
          PreTokenGeneration: pool.triggers.preTokenGeneration,
        },
        MfaConfiguration: 'OFF',
      },
    })),

    ListUserPools(_input, caller) {
      authorize(caller, 'ListUserPools', '*');
      return { UserPools: [...directory.pools.values()].map(({ id, name }) => ({ Id: id, Name: name })) };
    },
  };
}

const userSummary = (user: User) => ({
  Username: user.username,
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: true,
  UserStatus: user.status,
});

const listed = (user: User) => ({ ...userSummary(user), Attributes: attributeList(user) });
