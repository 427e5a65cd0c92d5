/**
 * IAM's patterns: `*` is any run of characters, `?` exactly one. A value that takes the place of a policy
 * variable is text, not pattern: its own `*` and `?` are written as these two while it is matched.
 */
const LITERAL_STAR = '\uE000';
const LITERAL_MARK = '\uE001';

export const asLiteral = (value: string): string =>
  value.replaceAll('*', LITERAL_STAR).replaceAll('?', LITERAL_MARK);

/** Matches actions, parts of ARNs and the values of `StringLike`. */
export function matchesPattern(pattern: string, value: string): boolean {
  // Greedy two-pointer walk: linear in practice, and no regular expression built from a policy's text.
  let p = 0;
  let v = 0;
  let star = -1;
  let mark = 0;
  while (v < value.length) {
    if (p < pattern.length && pattern[p] !== '*' && matchesCharacter(pattern[p]!, value[v]!)) {
      p += 1;
      v += 1;
    } else if (p < pattern.length && pattern[p] === '*') {
      star = p;
      mark = v;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      v = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function matchesCharacter(pattern: string, value: string): boolean {
  if (pattern === '?' || pattern === value) return true;
  return (pattern === LITERAL_STAR && value === '*') || (pattern === LITERAL_MARK && value === '?');
}

/** An ARN matches part by part: a wildcard does not cross one of the first five colons. */
export function matchesArn(pattern: string, arn: string): boolean {
  return pattern === '*' || matchesArnParts(splitArn(pattern), splitArn(arn));
}

export function matchesArnParts(pattern: readonly string[], parts: readonly string[]): boolean {
  if (pattern.length !== parts.length) return false;
  // From the end: what tells two ARNs of one account apart is their last part.
  for (let i = parts.length - 1; i >= 0; i -= 1)
    if (pattern[i] !== parts[i] && !matchesPattern(pattern[i]!, parts[i]!)) return false;
  return true;
}

export function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

export const asList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
