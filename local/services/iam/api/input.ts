import { AwsError } from '../../../runtime/errors.ts';

/** A parameter that must be there and fit. Throws `ValidationError` with AWS's words. */
export function required(input: URLSearchParams, name: string, pattern: RegExp): string {
  const value = input.get(name);
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  if (value === null)
    throw invalid(`Value null at '${member}' failed to satisfy constraint: Member must not be null`);
  if (!pattern.test(value))
    throw invalid(
      `Value '${value.slice(0, 200)}' at '${member}' failed to satisfy constraint: ` +
        `Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  return value;
}

export const NAME = /^[\w+=,.@-]{1,128}$/;
export const POLICY_ARN = /^arn:aws:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/;

/** A list as the Query protocol writes it: `<name>.member.1`, `<name>.member.2`, … */
export function list(input: URLSearchParams, name: string): readonly string[] {
  const values: string[] = [];
  for (;;) {
    const value = input.get(`${name}.member.${values.length + 1}`);
    if (value === null) return values;
    values.push(value);
  }
}

/** A JSON document in a parameter. Throws `MalformedPolicyDocument`. */
export function document(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.', 400);
  }
}

export const encoded = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

export const invalid = (message: string): AwsError =>
  new AwsError('ValidationError', `1 validation error detected: ${message}`, 400);

const MOST_ITEMS = 1000;

/** One page of a list, as IAM cuts it: the marker is the number of what was answered before. */
export function page<T>(
  input: URLSearchParams,
  all: readonly T[],
): { items: readonly T[]; IsTruncated: boolean; Marker?: string } {
  const size = Number(input.get('MaxItems') ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > MOST_ITEMS)
    throw invalid("Value at 'maxItems' failed to satisfy constraint: Member must be between 1 and 1000");
  const start = Number(input.get('Marker') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw invalid('Invalid Marker.');
  const end = start + size;
  const IsTruncated = end < all.length;
  return { items: all.slice(start, end), IsTruncated, ...(IsTruncated && { Marker: String(end) }) };
}
