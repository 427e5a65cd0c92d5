import { AwsError } from '../../runtime/errors.ts';
import { codeMismatch, delivery, type Codes } from './codes.ts';
import { identityOf, readAttributes, type Directory } from './directory.ts';
import { invalidParameter, notAuthorized, password, text, username, type Input } from './input.ts';
import { assertPassword } from './passwords.ts';
import type { Client, Pool } from './pool.ts';
import { assertSecret, assertSecretHash } from './secret-hash.ts';
import { callOf } from './sign-in.ts';
import { matchesPassword } from './srp.ts';
import type { User } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { Triggers } from './triggers.ts';

type Operations = Readonly<Record<string, (input: Input) => unknown>>;

/** The operations by which a person makes an account and looks after it. None of them is signed. */
export function createAccount(options: {
  readonly directory: Directory;
  readonly codes: Codes;
  readonly tokens: Tokens;
  readonly triggers: Triggers;
}): Operations {
  const { directory, codes, tokens, triggers } = options;

  /** The client that a call names, once it has proven to be that. */
  const proven = (input: Input): { client: Client; pool: Pool } => {
    const found = directory.client(text(input, 'ClientId'));
    assertSecretHash(found.client, [username(input)], input.SecretHash);
    return found;
  };

  /** The user that a call names, or `undefined` where the client must not learn that there is none. */
  const find = (pool: Pool, client: Client, input: Input): User | undefined => {
    const user = directory.find(pool, username(input));
    if (!user && !client.hidesUserExistence)
      throw new AwsError('UserNotFoundException', 'Username/client id combination not found.');
    return user;
  };

  return {
    SignUp(input) {
      const { pool } = proven(input);
      if (pool.onlyAdminsCreateUsers) throw notAuthorized('SignUp is not permitted for this user pool');
      const wanted = { username: username(input), password: password(input), status: 'UNCONFIRMED' } as const;
      const attributes = readAttributes(pool, input, false);
      assertPassword(pool.passwordPolicy, wanted.password);
      const user = directory.create(pool, { ...wanted, attributes });
      const sends = pool.verifiesEmail && user.attributes.email !== undefined;
      return {
        UserConfirmed: false,
        UserSub: user.sub,
        ...(sends && { CodeDeliveryDetails: codes.send(pool, user, 'confirm') }),
      };
    },

    async ConfirmSignUp(input) {
      const { client, pool } = proven(input);
      const code = text(input, 'ConfirmationCode');
      const user = find(pool, client, input);
      if (!user) throw codeMismatch();
      if (user.status !== 'UNCONFIRMED')
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      codes.use(user, 'confirm', code);
      const attributes = pool.verifiesEmail
        ? { ...user.attributes, email_verified: 'true' }
        : user.attributes;
      const confirmed: User = { ...user, attributes, status: 'CONFIRMED' };
      directory.save(pool, confirmed);
      await triggers.postConfirmation(
        pool,
        confirmed,
        'PostConfirmation_ConfirmSignUp',
        callOf(client, input),
      );
      return {};
    },

    ResendConfirmationCode(input) {
      const { client, pool } = proven(input);
      const user = find(pool, client, input);
      if (!user) return { CodeDeliveryDetails: delivery(username(input)) };
      if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      if (!pool.verifiesEmail || !user.attributes.email)
        throw invalidParameter('Auto verification not turned on.');
      return { CodeDeliveryDetails: codes.send(pool, user, 'confirm') };
    },

    ForgotPassword(input) {
      const { client, pool } = proven(input);
      const user = find(pool, client, input);
      if (!user) return { CodeDeliveryDetails: delivery(username(input)) };
      if (user.disabled) throw notAuthorized('User is disabled.');
      if (user.status === 'FORCE_CHANGE_PASSWORD')
        throw notAuthorized('User password cannot be reset in the current state.');
      if (user.attributes.email_verified !== 'true')
        throw invalidParameter(
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
        );
      return { CodeDeliveryDetails: codes.send(pool, user, 'reset') };
    },

    async ConfirmForgotPassword(input) {
      const { client, pool } = proven(input);
      const code = text(input, 'ConfirmationCode');
      const wanted = password(input);
      const user = find(pool, client, input);
      if (!user) throw codeMismatch();
      assertPassword(pool.passwordPolicy, wanted);
      codes.use(user, 'reset', code);
      const changed = directory.withPassword(pool, user, wanted, 'CONFIRMED');
      directory.save(pool, changed);
      await triggers.postConfirmation(
        pool,
        changed,
        'PostConfirmation_ConfirmForgotPassword',
        callOf(client, input),
      );
      return {};
    },

    async ChangePassword(input) {
      const { pool, user } = await tokens.userOf(text(input, 'AccessToken'));
      const proposed = password(input, 'ProposedPassword');
      const previous = password(input, 'PreviousPassword');
      if (!matchesPassword(identityOf(pool, user.username), previous, user))
        throw notAuthorized('Incorrect username or password.');
      assertPassword(pool.passwordPolicy, proposed);
      directory.save(pool, directory.withPassword(pool, user, proposed, 'CONFIRMED'));
      return {};
    },

    async GlobalSignOut(input) {
      const { user } = await tokens.userOf(text(input, 'AccessToken'));
      tokens.signOut(user);
      return {};
    },

    RevokeToken(input) {
      const { client } = directory.client(text(input, 'ClientId'));
      assertSecret(client, input.ClientSecret);
      tokens.revoke(client, text(input, 'Token'));
      return {};
    },

    async GetTokensFromRefreshToken(input) {
      const { client, pool } = directory.client(text(input, 'ClientId'));
      assertSecret(client, input.ClientSecret);
      const refreshed = await tokens.refresh(
        client,
        pool,
        text(input, 'RefreshToken'),
        callOf(client, input),
      );
      return { AuthenticationResult: refreshed };
    },
  };
}
