import { randomBytes } from 'node:crypto';
import { AwsError } from '../../runtime/errors.ts';

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requires: readonly (keyof typeof KINDS)[];
  readonly temporaryValidityDays: number;
}

/** The kinds of characters that a policy can ask for, in the order in which Cognito complains. */
const KINDS = {
  RequireUppercase: { pattern: /[A-Z]/, words: 'uppercase characters' },
  RequireLowercase: { pattern: /[a-z]/, words: 'lowercase characters' },
  RequireNumbers: { pattern: /[0-9]/, words: 'numeric characters' },
  RequireSymbols: { pattern: /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+= ]/, words: 'symbol characters' },
} as const;

const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
const LONGEST = 256;

/** The policy of a pool; a pool that says nothing asks for all kinds. */
export function passwordPolicy(properties: Readonly<Record<string, unknown>> | undefined): PasswordPolicy {
  return {
    minimumLength: Number(properties?.MinimumLength ?? 8),
    requires: properties ? kinds.filter((kind) => properties[kind] === true) : kinds,
    temporaryValidityDays: Number(properties?.TemporaryPasswordValidityDays ?? 7),
  };
}

/** Throws `InvalidPasswordException` with Cognito's words. */
export function assertPassword(policy: PasswordPolicy, password: string): void {
  const refuse = (reason: string) =>
    new AwsError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);
  if (password.length < policy.minimumLength) throw refuse('Password not long enough');
  if (password.length > LONGEST) throw refuse('Password too long');
  for (const kind of policy.requires)
    if (!KINDS[kind].pattern.test(password)) throw refuse(`Password must have ${KINDS[kind].words}`);
}

/** A password that satisfies every policy of up to 24 characters. */
export const temporaryPassword = (): string => `${randomBytes(15).toString('base64url')}Aa1!`;
