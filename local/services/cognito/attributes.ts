import { attributeList, attributeNames, readAttributes, type Directory } from './directory.ts';
import { invalidParameter, text, type Input } from './input.ts';
import { codeMismatch, type CodeDelivery, type Codes } from './codes.ts';
import type { Pool } from './pool.ts';
import type { User } from './store.ts';
import type { Tokens } from './tokens.ts';

type Operations = Readonly<Record<string, (input: Input) => unknown>>;

/** What the holder of an access token may do with the account: read it, change it, leave. */
export function createAttributes(options: {
  readonly directory: Directory;
  readonly codes: Codes;
  readonly tokens: Tokens;
}): Operations {
  const { directory, codes, tokens } = options;
  const holder = (input: Input) => tokens.userOf(text(input, 'AccessToken'));

  const sendCode = (pool: Pool, user: User): CodeDelivery => {
    if (!user.attributes.email) throw invalidParameter('User does not have an email to verify.');
    return codes.send(pool, user, 'verify');
  };

  return {
    async GetUser(input) {
      const { user } = await holder(input);
      return { Username: user.username, UserAttributes: attributeList(user) };
    },

    async UpdateUserAttributes(input) {
      const { pool, user } = await holder(input);
      const changes = readAttributes(pool, input, false);
      const movesEmail = changes.email !== undefined && changes.email !== user.attributes.email;
      const attributes = { ...user.attributes, ...changes };
      // An address is somebody's only after a code that went there has come back.
      if (movesEmail) delete attributes.email_verified;
      const changed: User = { ...user, attributes };
      directory.save(pool, changed);
      const sends = movesEmail && pool.verifiesEmail;
      return { CodeDeliveryDetailsList: sends ? [sendCode(pool, changed)] : [] };
    },

    async DeleteUserAttributes(input) {
      const { pool, user } = await holder(input);
      directory.save(pool, withoutAttributes(pool, user, attributeNames(input)));
      return {};
    },

    async GetUserAttributeVerificationCode(input) {
      const { pool, user } = await holder(input);
      assertEmail(text(input, 'AttributeName'));
      return { CodeDeliveryDetails: sendCode(pool, user) };
    },

    async VerifyUserAttribute(input) {
      const { pool, user } = await holder(input);
      assertEmail(text(input, 'AttributeName'));
      const code = text(input, 'Code');
      if (!user.attributes.email) throw codeMismatch();
      codes.use(user, 'verify', code);
      directory.save(pool, { ...user, attributes: { ...user.attributes, email_verified: 'true' } });
      return {};
    },

    async DeleteUser(input) {
      const { pool, user } = await holder(input);
      directory.delete(pool, user);
      return {};
    },
  };
}

function assertEmail(name: string): void {
  if (name !== 'email')
    throw invalidParameter(`The attribute ${name} cannot be verified here: only email can.`);
}

/** Throws `InvalidParameterException` for one that the pool requires. */
export function withoutAttributes(pool: Pool, user: User, names: readonly string[]): User {
  const required = names.find((name) => name === 'sub' || pool.requiredAttributes.includes(name));
  if (required)
    throw invalidParameter(
      `Attributes did not conform to the schema: ${required}: The attribute is required`,
    );
  const gone = names.includes('email') ? [...names, 'email_verified'] : names;
  const attributes = Object.fromEntries(
    Object.entries(user.attributes).filter(([name]) => !gone.includes(name)),
  );
  return { ...user, attributes };
}
