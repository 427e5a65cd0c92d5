import { runInNewContext } from 'node:vm';
import { AwsError } from '../../runtime/errors.ts';
import { optionalText, texts, type Input } from '../../runtime/protocols/members.ts';

export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

const DEEPEST = 15;
const LARGEST = { Standard: 4096, Advanced: 8192 };

/** Throws for a name that no parameter can have, in the service's words. */
export function assertName(name: string): void {
  if (name.length > 1011 || !/^[\w.\-/]+$/.test(name))
    throw validation(
      'Parameter name: can only contain the symbols a-zA-Z0-9_.- and the slash that divides a hierarchy.',
    );
  if (/^\/?(aws|ssm)/i.test(name))
    throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (name.includes('/') && !name.startsWith('/'))
    throw validation('Parameter name must be a fully qualified name.');
  if (name.split('/').length - 1 > DEEPEST)
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `The hierarchy of a parameter can have at most ${DEEPEST} levels.`,
    );
}

/** @param tier undefined lets the size decide, as `Intelligent-Tiering` does */
export function tierOf(value: string, tier: string): 'Standard' | 'Advanced' {
  if (!['Standard', 'Advanced', 'Intelligent-Tiering'].includes(tier)) throw notOneOf('tier', tier);
  const length = Buffer.byteLength(value);
  if (length === 0)
    throw validation(
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (tier === 'Standard' && length > LARGEST.Standard)
    throw validation(
      'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger ' +
        'parameter value, upgrade the parameter to use the advanced-parameter tier.',
    );
  if (length > LARGEST.Advanced)
    throw validation('Advanced tier parameters support a maximum parameter value of 8192 characters.');
  if (tier === 'Intelligent-Tiering') return length > LARGEST.Standard ? 'Advanced' : 'Standard';
  return tier as 'Standard' | 'Advanced';
}

export const notOneOf = (member: string, value: string): AwsError =>
  validation(
    `1 validation error detected: Value '${value.slice(0, 100)}' at '${member}' failed to satisfy constraint: ` +
      'Member must satisfy enum value set',
  );

/** Time that a pattern may take, in milliseconds: a hostile one would take for ever. */
const PATTERN_TIMEOUT_MS = 100;

export function assertPattern(pattern: string | undefined, value: string): void {
  if (pattern === undefined) return;
  let fits: unknown;
  try {
    fits = runInNewContext(
      'new RegExp(`^(?:${pattern})$`).test(value)',
      { pattern, value },
      { timeout: PATTERN_TIMEOUT_MS },
    );
  } catch {
    throw new AwsError(
      'InvalidAllowedPatternException',
      `The allowed pattern is not valid: ${pattern.slice(0, 100)}`,
    );
  }
  if (!fits)
    throw new AwsError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}

/** One to ten names. */
export function names(input: Input): readonly string[] {
  const list = texts(input, 'Names');
  if (list.length >= 1 && list.length <= 10) return [...new Set(list)];
  throw validation(
    `1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length ${
      list.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 10'
    }`,
  );
}

/** `name`, `name:3`, or either as an ARN. Labels are not known here, so none is found. */
export function reference(text: string): { readonly name: string; readonly selector: string | undefined } {
  const path = /^arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter(\/.*)$/.exec(text)?.[1];
  const [name = '', selector] = (path ?? text).split(':');
  return { name, selector };
}

/** Where a page begins: after a name. */
export function afterOf(input: Input): string {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) return '';
  if (!/^[A-Za-z0-9+/]+=*$/.test(token))
    throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  return Buffer.from(token, 'base64').toString();
}

export const tokenFor = (name: string): string => Buffer.from(name).toString('base64');
