import { isObject } from '../../json.ts';
import { malformed } from '../malformed.ts';

/** A value in the form of the DynamoDB API. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/**
 * AppSync's typed values hold numbers and `NULL: null`; DynamoDB takes texts and `NULL: true`.
 *
 * @param place where the value stands in the request object, for whoever wrote it: `$[key][id]`
 */
export function toWire(value: unknown, place: string): WireValue {
  const [entry, another] = Object.entries(isObject(value) ? value : {});
  if (!entry || another) {
    const kind = value === null ? 'NULL' : Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase();
    throw malformed(`Expected JSON object for attribute value '${place}' but got '${kind}' instead.`);
  }
  const [type, content] = entry;
  switch (type) {
    case 'N':
      return { N: String(content) };
    case 'NS':
      return { NS: listOf(content, place).map(String) };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: listOf(content, place).map((one, index) => toWire(one, `${place}[L][${index}]`)) };
    case 'M':
      return { M: toWireItem(content, `${place}[M]`) };
    default:
      return { [type]: content };
  }
}

/** Throws when it is no object of typed values. */
export function toWireItem(item: unknown, place: string): WireItem {
  if (item === undefined || item === null) throw malformed(`Value for field '${place}' not found.`);
  if (!isObject(item)) throw malformed(`Expected JSON object for field '${place}'.`);
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, toWire(value, `${place}[${name}]`)]),
  );
}

function listOf(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(`Expected JSON array for attribute value '${place}'.`);
  return value;
}

/** An item as the plain JSON that resolvers see; sets become lists. */
export const fromWireItem = (item: WireItem): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)]));

/** The one member of a value is its type. Loops, for lists of thousands pass here. */
function fromWire(value: WireValue): unknown {
  for (const type in value) {
    const content = value[type];
    switch (type) {
      case 'N':
        return Number(content);
      case 'NS':
        return (content as readonly string[]).map(Number);
      case 'NULL':
        return null;
      case 'L':
        return (content as readonly WireValue[]).map(fromWire);
      case 'M':
        return fromWireItem(content as WireItem);
      default:
        return content;
    }
  }
  return undefined;
}
