import { AwsError } from '../../runtime/errors.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';

export const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** Characters of a session policy. */
const LONGEST_POLICY = 2048;

/** A parameter of a form that its value must have: a session's name becomes a part of its ARN. */
export function matching(input: URLSearchParams, name: string, pattern: RegExp): string {
  const value = input.get(name);
  if (value !== null && pattern.test(value)) return value;
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw invalid(
    value === null
      ? `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`
      : `1 validation error detected: Value '${value.slice(0, 200)}' at '${name}' failed to satisfy constraint: ` +
          `Member must satisfy regular expression pattern: ${pattern.source}`,
  );
}

export function duration(
  input: URLSearchParams,
  limits: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const text = input.get('DurationSeconds');
  const seconds = text === null ? limits.usual : Number(text);
  if (Number.isInteger(seconds) && seconds >= limits.least && seconds <= limits.most) return seconds;
  throw invalid(
    `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: ` +
      (seconds < limits.least
        ? `Member must have value greater than or equal to ${limits.least}`
        : `Member must have value less than or equal to ${limits.most}`),
  );
}

/** The policy in the request that bounds the session. */
export function sessionPolicies(
  input: URLSearchParams,
  check: (document: unknown) => PolicyDocument,
): readonly PolicyDocument[] {
  if (input.has('PolicyArns.member.1.arn'))
    throw new AwsError('NotImplemented', 'PolicyArns are not supported on this machine: send a Policy.', 501);
  const text = input.get('Policy');
  if (text === null) return [];
  if (text.length > LONGEST_POLICY)
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${Math.ceil((text.length / LONGEST_POLICY) * 100)}% of allotted space, please use smaller policy.`,
    );
  return [check(parsed(text))];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
}

/** Refuses what would change the session if it were known here. */
export function refuseUnknown(input: URLSearchParams, names: readonly string[]): void {
  const found = names.find((name) =>
    [...input.keys()].some((key) => key === name || key.startsWith(`${name}.`)),
  );
  if (found !== undefined)
    throw new AwsError('NotImplemented', `The parameter ${found} is not supported on this machine.`, 501);
}

const invalid = (message: string) => new AwsError('ValidationError', message);
