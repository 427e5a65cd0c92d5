import { AwsError } from '../../../runtime/errors.ts';

/** A request as it came: nothing about its members is known. */
export type Input = Readonly<Record<string, unknown>>;

export const invalid = (message: string) => new AwsError('InvalidParameterException', message);
export const groupNotFound = () =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
export const streamNotFound = () =>
  new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');

const GROUP_NAME = { pattern: /^[\w/.#-]{1,512}$/, text: '[\\.\\-_/#A-Za-z0-9]+' };
const STREAM_NAME = { pattern: /^[^:*]{1,512}$/, text: '[^:*]*' };
/** A group as an ARN names it, with or without what stands for its streams. */
const GROUP_ARN = /^arn:aws:logs:[^:]*:\d*:log-group:(?<name>[^:]+)(?::\*)?$/;

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${name} must be a string.`);
}

/** A whole number within bounds, or nothing. */
export function optionalNumber(
  input: Input,
  name: string,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new AwsError('SerializationException', `${name} must be a whole number.`);
  if (value < least)
    throw constraint(value, name, `Member must have value greater than or equal to ${least}`);
  if (value > most) throw constraint(value, name, `Member must have value less than or equal to ${most}`);
  return value;
}

/** The name of the group that a request is for, by its name or (where that is allowed) by its ARN. */
export function groupName(input: Input): string {
  const identifier = optionalText(input, 'logGroupIdentifier');
  const given = optionalText(input, 'logGroupName');
  if (given !== undefined && identifier !== undefined)
    throw invalid('LogGroupName and LogGroupIdentifier cannot be provided together.');
  const name = given ?? GROUP_ARN.exec(identifier ?? '')?.groups?.['name'] ?? identifier;
  return named(name, 'logGroupName', GROUP_NAME);
}

export const streamName = (input: Input) =>
  named(optionalText(input, 'logStreamName'), 'logStreamName', STREAM_NAME);

function named(
  value: string | undefined,
  member: string,
  { pattern, text }: { readonly pattern: RegExp; readonly text: string },
): string {
  if (value === undefined) throw constraint(null, member, 'Member must not be null');
  if (value === '') throw constraint(value, member, 'Member must have length greater than or equal to 1');
  if (value.length > 512)
    throw constraint(value, member, 'Member must have length less than or equal to 512');
  if (!pattern.test(value))
    throw constraint(value, member, `Member must satisfy regular expression pattern: ${text}`);
  return value;
}

export const constraint = (value: unknown, member: string, rule: string) =>
  invalid(
    `1 validation error detected: Value ${value === null ? 'null' : `'${String(value).slice(0, 600)}'`} at '${member}' ` +
      `failed to satisfy constraint: ${rule}`,
  );
