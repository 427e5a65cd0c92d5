import { AwsError } from '../../runtime/errors.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { withoutAttributes } from './attributes.ts';
import type { Codes } from './codes.ts';
import { describeOperations } from './describe.ts';
import { attributeList, attributeNames, readAttributes, type Directory } from './directory.ts';
import {
  afterOf,
  groupOperations,
  limitOf,
  listedUser,
  tokenFor,
  userSummary,
  type Guard,
} from './groups.ts';
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

/** Users read at once. */
const MOST_USERS = 60;

/** The signed operations: each is allowed by IAM on the pool that it names. */
export function createAdmin(options: {
  readonly runtime: Runtime;
  readonly directory: Directory;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly triggers: Triggers;
  readonly codes: Codes;
  readonly signIn: ReturnType<typeof createSignIn>;
}): AdminOperations {
  const { runtime, directory, store, tokens, triggers, codes, signIn } = options;

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

  const guard: Guard = { onPool, onUser };

  return {
    ...groupOperations(guard, { runtime, store }),
    ...describeOperations(guard, directory),

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

    ListUsers: onPool('ListUsers', (pool, input) => {
      const limit = limitOf(input);
      const matches = matcher(optionalText(input, 'Filter'));
      let after = afterOf(input, 'PaginationToken');
      const found: User[] = [];
      for (;;) {
        const some = directory.list(pool, after, MOST_USERS);
        for (const user of some) {
          if (found.length === limit)
            return { Users: found.map(listedUser), PaginationToken: tokenFor(after) };
          if (matches(user)) found.push(user);
          after = pool.caseSensitive ? user.username : user.username.toLowerCase();
        }
        if (some.length < MOST_USERS) return { Users: found.map(listedUser) };
      }
    }),

    AdminDeleteUserAttributes: onUser('AdminDeleteUserAttributes', (pool, user, input) => {
      directory.save(pool, withoutAttributes(pool, user, attributeNames(input)));
      return {};
    }),

    AdminDisableUser: onUser('AdminDisableUser', (pool, user) => {
      directory.save(pool, { ...user, disabled: true });
      tokens.signOut(user);
      return {};
    }),

    AdminEnableUser: onUser('AdminEnableUser', (pool, user) => {
      directory.save(pool, { ...user, disabled: false });
      return {};
    }),

    AdminResetUserPassword: onUser('AdminResetUserPassword', (pool, user) => {
      if (user.attributes.email_verified !== 'true')
        throw invalidParameter(
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
        );
      const reset: User = { ...user, status: 'RESET_REQUIRED' };
      directory.save(pool, reset);
      codes.send(pool, reset, 'reset');
      return {};
    }),

    async AdminRespondToAuthChallenge(input, caller) {
      authorize(
        caller,
        'AdminRespondToAuthChallenge',
        runtime.arn('cognito-idp', `userpool/${text(input, 'UserPoolId')}`),
      );
      return signIn.respond(input, true);
    },

    async AdminInitiateAuth(input, caller) {
      authorize(
        caller,
        'AdminInitiateAuth',
        runtime.arn('cognito-idp', `userpool/${text(input, 'UserPoolId')}`),
      );
      return signIn.initiate(input, true);
    },

    ListUserPools(_input, caller) {
      authorize(caller, 'ListUserPools', '*');
      return { UserPools: [...directory.pools.values()].map(({ id, name }) => ({ Id: id, Name: name })) };
    },
  };
}
