import { AwsError } from '../../runtime/errors.ts';

/** An operation's input as it came in: any JSON object. */
export type Input = Readonly<Record<string, unknown>>;

const LONGEST = 32 * 1024;

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const notAuthorized = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

/** A member that must be a text. */
export function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '' && value.length <= LONGEST) return value;
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${
      value == null ? 'Member must not be null' : 'Member must be a text of an allowed length'
    }`,
  );
}

/** A member that is a text or absent. */
export function optionalText(input: Input, name: string): string | undefined {
  return input[name] == null ? undefined : text(input, name);
}

/** A member that is an object of texts, or absent. */
export function parameters(input: Input, name: string): Input {
  const value = input[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter(`${name} must be a map.`);
  return value as Input;
}

/** A parameter of a flow, which Cognito misses in its own words. */
export function parameter(values: Input, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '' || value.length > LONGEST)
    throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

export function username(input: Input): string {
  const name = text(input, 'Username');
  if (USERNAME.test(name)) return name;
  throw invalidParameter(
    "1 validation error detected: Value at 'username' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
  );
}

/** Passwords are as long as Cognito allows, and hold no white space. */
export function password(input: Input, name = 'Password'): string {
  const value = text(input, name);
  if (value.length <= 256 && !/\s/.test(value)) return value;
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
  );
}
