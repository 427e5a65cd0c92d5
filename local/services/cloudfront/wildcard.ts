/**
 * Matches a whole text against a pattern in CloudFront's notation: `*` is any number of characters, `?` is
 * exactly one, `\?` is a question mark. Never more than |pattern| × |text| steps, whatever a caller sends.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const tokens = tokenize(pattern);
  let token = 0;
  let position = 0;
  // Where to go on when the text after the last star turns out not to fit.
  let star = -1;
  let resume = 0;
  while (position < text.length) {
    const expected = tokens[token];
    if (expected === ANY_RUN) {
      star = token++;
      resume = position;
    } else if (expected !== undefined && (expected === ANY_ONE || expected === text[position])) {
      token++;
      position++;
    } else if (star >= 0) {
      token = star + 1;
      position = ++resume;
    } else return false;
  }
  while (tokens[token] === ANY_RUN) token++;
  return token === tokens.length;
}

const ANY_RUN = Symbol('any run');
const ANY_ONE = Symbol('any one');

function tokenize(pattern: string): (string | symbol)[] {
  const tokens: (string | symbol)[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    if (character === '*') tokens.push(ANY_RUN);
    else if (character === '?') tokens.push(ANY_ONE);
    else if (character === '\\' && pattern[index + 1] === '?') tokens.push(pattern[++index]!);
    else tokens.push(character);
  }
  return tokens;
}
