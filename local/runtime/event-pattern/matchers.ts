import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { invalidPattern } from './errors.ts';

/** Judges one value of the event that is neither object nor array. */
export type ValueMatcher = (value: unknown) => boolean;

type Open = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Open =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ofText = (test: (text: string) => boolean): ValueMatcher => {
  return (value) => typeof value === 'string' && test(value);
};

/** The matcher of one element of a pattern's array, `exists` apart. */
export function valueMatcher(element: unknown): ValueMatcher {
  if (!isObject(element)) return exactly(element);
  const [operator, operand] = onlyEntry(element);
  switch (operator) {
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    case 'cidr':
      return cidr(operand);
    default:
      return textMatcher(operator, operand);
  }
}

/** The operators on text, which `anything-but` can turn round. */
function textMatcher(operator: string, operand: unknown): ValueMatcher {
  switch (operator) {
    case 'prefix':
      return affix(operator, operand, (text, part) => text.startsWith(part));
    case 'suffix':
      return affix(operator, operand, (text, part) => text.endsWith(part));
    case 'equals-ignore-case': {
      const wanted = textOf(operator, operand).toLowerCase();
      return ofText((text) => text.toLowerCase() === wanted);
    }
    case 'wildcard':
      return ofText(wildcard(textOf(operator, operand)));
    default:
      throw invalidPattern(`Unrecognized match type ${operator}`);
  }
}

/** `{"prefix": "a"}`, or without regard to case `{"prefix": {"equals-ignore-case": "a"}}`. */
function affix(
  operator: string,
  operand: unknown,
  test: (text: string, part: string) => boolean,
): ValueMatcher {
  if (!isObject(operand)) {
    const part = textOf(operator, operand);
    return ofText((text) => test(text, part));
  }
  const [inner, value] = onlyEntry(operand);
  if (inner !== 'equals-ignore-case') throw invalidPattern(`Unsupported ${operator} pattern: ${inner}`);
  const part = textOf(operator, value).toLowerCase();
  return ofText((text) => test(text.toLowerCase(), part));
}

function exactly(wanted: unknown): ValueMatcher {
  if (Array.isArray(wanted)) throw invalidPattern('Match value must be String, number, true, false, or null');
  return (value) => value === wanted;
}

/** Values, or one text operator over one or more texts: none of them may match. */
function anythingBut(operand: unknown): ValueMatcher {
  const matchers: ValueMatcher[] = [];
  if (isObject(operand)) {
    const [operator, value] = onlyEntry(operand);
    for (const part of listOf(value)) matchers.push(textMatcher(operator, part));
  } else
    for (const value of listOf(operand)) {
      if (
        typeof value !== 'string' &&
        typeof value !== 'number' &&
        typeof value !== 'boolean' &&
        value !== null
      )
        throw invalidPattern('Inside anything-but list, start|null|boolean is not supported.');
      matchers.push(exactly(value));
    }
  if (matchers.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return (value) => !matchers.some((matches) => matches(value));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `[">", 0, "<=", 5]` */
function numeric(operand: unknown): ValueMatcher {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4))
    throw invalidPattern('Value of numeric must be an array of one or two comparisons.');
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = COMPARISONS[String(operand[index])];
    const bound: unknown = operand[index + 1];
    if (!compare) throw invalidPattern(`Unrecognized numeric range operator: ${String(operand[index])}`);
    if (typeof bound !== 'number') throw invalidPattern('Value of a numeric comparison must be a number.');
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(operand: unknown): ValueMatcher {
  const [network = '', length = ''] = textOf('cidr', operand).split('/');
  const family = isIPv4(network) ? 'ipv4' : isIPv6(network) ? 'ipv6' : undefined;
  const bits = Number(length);
  if (
    !family ||
    length === '' ||
    !Number.isInteger(bits) ||
    bits < 0 ||
    bits > (family === 'ipv4' ? 32 : 128)
  )
    throw invalidPattern('Malformed CIDR, one of the forms 10.0.0.0/8 and 2001:db8::/32 is needed.');
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return ofText((text) => (family === 'ipv4' ? isIPv4(text) : isIPv6(text)) && list.check(text, family));
}

/**
 * `*` stands for any text, `\*` for itself. Searches part by part from the left, so that no pattern
 * can make it slow (a regular expression of many stars could).
 */
function wildcard(pattern: string): (text: string) => boolean {
  const parts = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index]!;
    if (character === '\\') {
      const escaped = pattern[(index += 1)];
      if (escaped !== '*' && escaped !== '\\') throw invalidPattern('Invalid escape character in wildcard.');
      parts[parts.length - 1] += escaped;
    } else if (character === '*') {
      if (pattern[index + 1] === '*')
        throw invalidPattern('Consecutive wildcard characters are not allowed.');
      parts.push('');
    } else parts[parts.length - 1] += character;
  }
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
}

function onlyEntry(value: Open): readonly [string, unknown] {
  const [entry, ...more] = Object.entries(value);
  if (!entry || more.length > 0) throw invalidPattern('Only one key allowed in match expression');
  return entry;
}

function textOf(operator: string, value: unknown): string {
  if (typeof value !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  return value;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
