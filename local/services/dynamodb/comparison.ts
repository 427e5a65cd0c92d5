import type { AttributeValue, Item } from './dynalite.ts';
import { sameValue } from './same-value.ts';

/** How expressions compare, where dynalite's own functions differ from DynamoDB. */

type Value = AttributeValue | undefined;

const typeOf = (value: Value): string | undefined => (value ? Object.keys(value)[0] : undefined);
const contentOf = (value: Value): unknown => {
  const type = typeOf(value);
  return type === undefined ? undefined : value![type];
};

/** The bytes of a binary, one character each, so that texts and binaries are searched alike. */
const bytesOf = (content: unknown) => Buffer.from(String(content), 'base64').toString('latin1');

const ORDERED: readonly string[] = ['S', 'N', 'B'];

/** Below zero, zero or above; `undefined` where the two have no order. */
function order(left: Value, right: Value, compareNumbers: CompareNumbers): number | undefined {
  const type = typeOf(left);
  if (type === undefined || type !== typeOf(right) || !ORDERED.includes(type)) return undefined;
  const [a, b] = [String(contentOf(left)), String(contentOf(right))];
  if (type === 'N') return compareNumbers(a, b);
  const encoding = type === 'B' ? 'base64' : 'utf8';
  return Buffer.compare(Buffer.from(a, encoding), Buffer.from(b, encoding));
}

function same(left: Value, right: Value): boolean {
  return left !== undefined && right !== undefined && sameValue(left, right);
}

function contains(whole: Value, part: Value): boolean {
  const [type, partType] = [typeOf(whole), typeOf(part)];
  if (type === undefined || partType === undefined) return false;
  const [content, searched] = [contentOf(whole), contentOf(part)];
  if (type === 'L') return (content as readonly Value[]).some((one) => same(one, part));
  if (type === `${partType}S`) return (content as readonly unknown[]).includes(searched);
  if (type !== partType) return false;
  if (type === 'S') return String(content).includes(String(searched));
  return type === 'B' && bytesOf(content).includes(bytesOf(searched));
}

function beginsWith(whole: Value, start: Value): boolean {
  const type = typeOf(whole);
  if (type !== typeOf(start)) return false;
  const [content, searched] = [contentOf(whole), contentOf(start)];
  if (type === 'S') return String(content).startsWith(String(searched));
  return type === 'B' && bytesOf(content).startsWith(bytesOf(searched));
}

export type CompareNumbers = (a: string, b: string) => number;

/** dynalite's `compare`: the operators of expressions and those of the older conditions. */
export function comparison(compareNumbers: CompareNumbers) {
  return (operator: string, found: Value | null, operand: Value | readonly (Value | null)[]): boolean => {
    // A path that leads nowhere is null to dynalite.
    const value = found ?? undefined;
    const operands = (Array.isArray(operand) ? operand : [operand]).map(
      (one: Value | null) => one ?? undefined,
    );
    const [first, second] = operands;
    const against = (other: Value) => order(value, other, compareNumbers);
    const ordered = (test: (difference: number) => boolean) => {
      const difference = against(first);
      return difference !== undefined && test(difference);
    };
    switch (operator) {
      case 'EQ':
      case '=':
        return same(value, first);
      case 'NE':
      case '<>':
        return !same(value, first);
      case 'LE':
      case '<=':
        return ordered((difference) => difference <= 0);
      case 'LT':
      case '<':
        return ordered((difference) => difference < 0);
      case 'GE':
      case '>=':
        return ordered((difference) => difference >= 0);
      case 'GT':
      case '>':
        return ordered((difference) => difference > 0);
      case 'BETWEEN':
      case 'between': {
        const [low, high] = [against(first), against(second)];
        return low !== undefined && high !== undefined && low >= 0 && high <= 0;
      }
      case 'IN':
      case 'in':
        return operands.some((one) => same(value, one));
      case 'NOT_NULL':
      case 'attribute_exists':
        return value !== undefined;
      case 'NULL':
      case 'attribute_not_exists':
        return value === undefined;
      case 'CONTAINS':
      case 'contains':
        return contains(value, first);
      case 'NOT_CONTAINS':
        return !contains(value, first);
      case 'BEGINS_WITH':
      case 'begins_with':
        return beginsWith(value, first);
      case 'attribute_type':
        return value !== undefined && typeOf(value) === contentOf(first);
      default:
        throw new Error(`Unknown comparison: ${operator}`);
    }
  };
}

/** What `size(path)` is: bytes of a text or binary, members of anything else that has some. */
export function sizeOf(value: Value): AttributeValue | null {
  const content = contentOf(value);
  const size = () => {
    if (typeOf(value) === 'S') return Buffer.byteLength(String(content));
    if (typeOf(value) === 'B') return Buffer.from(String(content), 'base64').length;
    if (Array.isArray(content)) return content.length;
    return typeof content === 'object' && content !== null ? Object.keys(content as Item).length : undefined;
  };
  const found = size();
  return found === undefined ? null : { N: String(found) };
}
