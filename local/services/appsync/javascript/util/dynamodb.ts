import { isObject, parseJson } from '../../json.ts';

/** A value as AppSync types it for DynamoDB. Numbers stay numbers in `N` and `NS`. */
export type TypedValue = Readonly<Record<string, unknown>>;

/** `util.dynamodb.toDynamoDB`: lists never become sets, and what is no JSON value becomes null. */
export function toTyped(value: unknown): TypedValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toTyped) };
  if (isObject(value)) return { M: toTypedMap(value) };
  return { NULL: null };
}

/** Undefined members are left out, as by JSON. */
export const toTypedMap = (values: Readonly<Record<string, unknown>>): Record<string, TypedValue> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toTyped(value)]),
  );

const typed = (type: string) => (value: unknown) =>
  value === null || value === undefined ? null : { [type]: value };

export const dynamodbUtil = {
  toDynamoDB: toTyped,
  toString: typed('S'),
  toStringSet: typed('SS'),
  toNumber: typed('N'),
  toNumberSet: typed('NS'),
  toBinary: typed('B'),
  toBinarySet: typed('BS'),
  toBoolean: typed('BOOL'),
  toNull: () => ({ NULL: null }),
  toList: (values: readonly unknown[] | null | undefined) => (values ? { L: values.map(toTyped) } : null),
  toMap: (values: Record<string, unknown> | null | undefined) => (values ? { M: toTypedMap(values) } : null),
  toMapValues: (values: Record<string, unknown> | null | undefined) => (values ? toTypedMap(values) : null),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...(version === undefined ? {} : { version }) } }),
  }),
  fromS3ObjectJson: (text: string) => {
    const parsed = parseJson(text);
    return isObject(parsed) ? (parsed['s3'] ?? null) : null;
  },
};
