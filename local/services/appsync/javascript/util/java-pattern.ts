const cache = new Map<string, RegExp>();
const MOST_CACHED = 500;

/** POSIX classes of `java.util.regex.Pattern` that JavaScript does not know, for use inside `[…]`. */
const CLASSES: Readonly<Record<string, string>> = {
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Punct: String.raw`!-\/:-@\[-\x60{-~`,
  Space: String.raw`\s`,
  XDigit: '0-9a-fA-F',
  Blank: String.raw` \t`,
};

/**
 * A Java pattern as a regular expression: possessive quantifiers and atomic groups become plain ones,
 * `\A`, `\z`, `\Q…\E` and POSIX classes are spelled out, leading flags `(?i)` are taken over.
 * Throws `SyntaxError` for what neither language knows.
 */
export function javaPattern(pattern: string, flags = ''): RegExp {
  const id = `${flags}/${pattern}`;
  const known = cache.get(id);
  if (known) return known;
  const [, inline = '', rest = ''] = /^(?:\(\?([imsux]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  const own = [...inline].filter((flag) => 'ims'.includes(flag)).join('');
  const translated = translate(rest);
  // Classes of Unicode are JavaScript's in this mode alone.
  const unicode = /\\p\{/i.test(translated) ? 'u' : '';
  const expression = new RegExp(translated, `${flags}${own}${unicode}`);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(id, expression);
  return expression;
}

function translate(pattern: string): string {
  let inClass = false;
  const token = /\\Q([\s\S]*?)(?:\\E|$)|\\p\{(\w+)\}|\\P\{(\w+)\}|\\[\s\S]|\(\?>|([*+?}])\+|[[\]]/g;
  return pattern.replace(
    token,
    (text, quoted?: string, named?: string, negated?: string, possessive?: string) => {
      if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      if (named !== undefined && CLASSES[named]) return inClass ? CLASSES[named] : `[${CLASSES[named]}]`;
      if (negated !== undefined && CLASSES[negated] && !inClass) return `[^${CLASSES[negated]}]`;
      if (possessive !== undefined) return inClass ? text : possessive;
      if (text === '(?>') return inClass ? text : '(?:';
      if (text === '[') inClass = true;
      if (text === ']') inClass = false;
      if (inClass) return text;
      if (text === '\\A') return '^';
      return text === '\\z' || text === '\\Z' ? '$' : text;
    },
  );
}

/** `util.matches`: whether the whole value has the pattern's form, as `Pattern.matches` of Java decides. */
export function matchesPattern(pattern: string, value: string): boolean {
  const [, inline = '', rest = ''] = /^(\(\?[imsux]+\))?([\s\S]*)$/.exec(pattern) ?? [];
  return javaPattern(`${inline}^(?:${rest})$`).test(value);
}
