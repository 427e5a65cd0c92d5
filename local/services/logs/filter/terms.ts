import type { LineMatcher } from './matcher.ts';

/**
 * The unstructured filter patterns: every term must occur in the line; `?term` marks alternatives of which one
 * must occur, `-term` what must not, and quotes keep spaces. Terms are case-sensitive. With `?` terms beside
 * others, the service ignores them; so does this.
 */
export function termPattern(pattern: string): LineMatcher {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, sign, quoted, plain]) => ({
      sign,
      term: quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'),
    }),
  );
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map(({ term }) => term);
  const required = of('');
  const excluded = of('-');
  const alternatives = required.length === 0 && excluded.length === 0 ? of('?') : [];
  return (message) =>
    required.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term)) &&
    (alternatives.length === 0 || alternatives.some((term) => message.includes(term)));
}
