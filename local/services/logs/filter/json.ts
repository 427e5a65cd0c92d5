import { invalidPattern, type LineMatcher } from './matcher.ts';
import { tokensOf, type Token } from './tokens.ts';

type Matcher = (document: unknown) => boolean;

/** How deep parentheses may stand in each other. */
const DEEPEST = 32;

/**
 * The filter patterns for lines of JSON: `{ $.level = "ERROR" && ($.ms > 100 || $.user NOT EXISTS) }`.
 * A line that is no JSON object matches none of them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function jsonPattern(pattern: string): LineMatcher {
  const matches = parse(tokensOf(pattern));
  return (message) => {
    const document = documentOf(message);
    return document !== undefined && matches(document);
  };
}

function parse(tokens: readonly Token[]): Matcher {
  let at = 0;
  let depth = 0;
  const isMark = (text: string) => {
    const token = tokens[at];
    return token?.kind === 'mark' && token.text === text;
  };
  const isWord = (text: string) => {
    const token = tokens[at];
    return token?.kind === 'text' && !token.isQuoted && token.text.toUpperCase() === text;
  };
  const take = (is: boolean) => {
    if (is) at += 1;
    return is;
  };
  const expect = (is: boolean, what: string) => {
    if (!take(is)) throw invalidPattern(`${what} is expected`);
  };

  function either(): Matcher {
    const choices = [all()];
    while (take(isMark('||'))) choices.push(all());
    return (document) => choices.some((matches) => matches(document));
  }

  function all(): Matcher {
    const parts = [term()];
    while (take(isMark('&&'))) parts.push(term());
    return (document) => parts.every((matches) => matches(document));
  }

  function term(): Matcher {
    if (!take(isMark('('))) return condition();
    if (++depth > DEEPEST) throw invalidPattern('its parentheses stand too deep in each other');
    const inner = either();
    expect(isMark(')'), '")"');
    depth -= 1;
    return inner;
  }

  function condition(): Matcher {
    const path = tokens[at];
    if (path?.kind !== 'path') throw invalidPattern('a selector like $.name is expected');
    at += 1;
    const value = (document: unknown) => follow(document, path.steps);
    if (take(isWord('NOT'))) {
      expect(isWord('EXISTS'), 'EXISTS');
      return (document) => value(document) === undefined;
    }
    if (take(isWord('EXISTS'))) return (document) => value(document) !== undefined;
    if (take(isWord('IS'))) {
      const wanted = [null, true, false].find((each) => take(isWord(String(each).toUpperCase())));
      if (wanted === undefined) throw invalidPattern('NULL, TRUE or FALSE is expected after IS');
      return (document) => value(document) === wanted;
    }
    const operator = tokens[at++];
    const operand = tokens[at++];
    if (operator?.kind !== 'mark' || operand?.kind !== 'text')
      throw invalidPattern('a comparison with a value is expected');
    const compare = comparison(operator.text, operand);
    return (document) => compare(value(document));
  }

  expect(isMark('{'), '"{"');
  const matches = either();
  expect(isMark('}'), '"}"');
  if (at < tokens.length) throw invalidPattern('something stands after its end');
  return matches;
}

function comparison(
  operator: string,
  operand: Extract<Token, { kind: 'text' }>,
): (value: unknown) => boolean {
  const number = operand.isQuoted || operand.text.trim() === '' ? NaN : Number(operand.text);
  const equals = Number.isNaN(number) ? likeText(operand.text) : (value: unknown) => value === number;
  switch (operator) {
    case '=':
      return equals;
    case '!=':
      return (value) => value !== undefined && !equals(value);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (Number.isNaN(number)) throw invalidPattern(`${operator} compares numbers`);
      const compare = COMPARISONS[operator];
      return (value) => typeof value === 'number' && compare(value, number);
    }
    default:
      throw invalidPattern(`${operator} is no comparison`);
  }
}

const COMPARISONS = {
  '<': (value: number, bound: number) => value < bound,
  '<=': (value: number, bound: number) => value <= bound,
  '>': (value: number, bound: number) => value > bound,
  '>=': (value: number, bound: number) => value >= bound,
};

/** A text in which `*` stands for any part. */
function likeText(pattern: string): (value: unknown) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  return (value) => {
    if (typeof value !== 'string') return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const found = value.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
}

function follow(document: unknown, steps: readonly (string | number)[]): unknown {
  let node = document;
  for (const step of steps) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined;
    node = (node as Readonly<Record<string | number, unknown>>)[step];
  }
  return node;
}

function documentOf(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
