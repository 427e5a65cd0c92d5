import { TemplateError } from '../../../runtime/errors.ts';

/** A part of a resource's properties, whose members are read one by one. */
export type Document = Readonly<Record<string, unknown>>;

/** Reads one JSON object of a resource. Members outside `names` are refused: ignoring one would change what it means. */
export function readDocument(
  logicalId: string,
  where: string,
  value: unknown,
  names: readonly string[],
): Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplateError(logicalId, `${where} must be an object.`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TemplateError(logicalId, `${where}.${unknown} is not supported.`);
  return value as Document;
}

export const text = (value: unknown, otherwise = ''): string =>
  value === undefined ? otherwise : String(value);

/** CloudFormation writes booleans and numbers as such or as text. */
export const flag = (value: unknown, otherwise = false): boolean =>
  value === undefined ? otherwise : String(value) === 'true';

export const number = (value: unknown, otherwise: number): number =>
  value === undefined ? otherwise : Number(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `{Items: […]}` or a plain list, as texts. */
export function items(value: unknown): readonly string[] {
  const plain = typeof value === 'object' && value !== null && 'Items' in value ? value.Items : value;
  return list(plain).map(String);
}
