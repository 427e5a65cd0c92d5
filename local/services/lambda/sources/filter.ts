import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import { compilePattern, type EventMatcher } from '../../../runtime/event-pattern/compile.ts';

/** `FilterCriteria` of an event source mapping. */
export interface Filter {
  readonly patterns: readonly string[];
  /** True for a record that the function is to see. */
  matches(record: Readonly<Record<string, unknown>>): boolean;
}

/** Lambda's quota, which AWS raises to ten on request. */
const MOST_PATTERNS = 10;
const LONGEST_PATTERN = 4096;

export function readFilter(logicalId: string, criteria: unknown): Filter | undefined {
  const { Filters = [] } = (criteria ?? {}) as {
    readonly Filters?: readonly { readonly Pattern?: unknown }[];
  };
  const patterns = Filters.map(({ Pattern }) =>
    typeof Pattern === 'string' ? Pattern : JSON.stringify(Pattern ?? {}),
  );
  if (patterns.length === 0) return undefined;
  if (patterns.length > MOST_PATTERNS || patterns.some(({ length }) => length > LONGEST_PATTERN))
    throw new TemplateError(logicalId, 'FilterCriteria has too many filters, or one that is too long.');
  const matchers = patterns.map((pattern) => compile(logicalId, pattern));
  return { patterns, matches: (record) => matchers.some((matches) => matches(record)) };
}

function compile(logicalId: string, text: string): (record: Readonly<Record<string, unknown>>) => boolean {
  let pattern: unknown;
  let matches: EventMatcher;
  try {
    pattern = JSON.parse(text);
    // An empty pattern lets everything through.
    if (typeof pattern === 'object' && pattern !== null && Object.keys(pattern).length === 0)
      return () => true;
    matches = compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof SyntaxError)) throw error;
    throw new TemplateError(logicalId, `Invalid filter pattern definition: ${error.message}`);
  }
  const { body } = pattern as { readonly body?: unknown };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return matches;
  // A pattern that looks into the body is for bodies of JSON; no other can match.
  return (record) => {
    const parsed = parse(record['body']);
    return parsed !== undefined && matches({ ...record, body: parsed });
  };
}

function parse(body: unknown): unknown {
  try {
    return typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
