import { isObject } from '../../json.ts';

/** A value in the form of the DynamoDB API. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/** AppSync's typed values hold numbers and `NULL: null`; DynamoDB takes texts and `NULL: true`. */
export function toWire(value: unknown): WireValue {
  const [[type, content] = ['', undefined]] = Object.entries(isObject(value) ? value : {});
  switch (type) {
    case 'N':
      return { N: String(content) };
    case 'NS':
      return { NS: (content as readonly unknown[]).map(String) };
    case 'NULL':
      return { NULL: true };
    case 'L':
      return { L: (content as readonly unknown[]).map(toWire) };
    case 'M':
      return { M: toWireItem(content) };
    default:
      return { [type]: content };
  }
}

export const toWireItem = (item: unknown): WireItem =>
  Object.fromEntries(
    Object.entries(isObject(item) ? item : {}).map(([name, value]) => [name, toWire(value)]),
  );

/** An item as the plain JSON that resolvers see; sets become lists. */
export const fromWireItem = (item: WireItem): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)]));

function fromWire(value: WireValue): unknown {
  const [[type, content] = ['', undefined]] = Object.entries(value);
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
