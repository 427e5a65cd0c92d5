import { AwsError } from '../errors.ts';

/** What a member of a request may be: the part of a service's model that JSON alone does not hold. */
export type Shape =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  /** Any JSON. */
  | 'document'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | Members;

/** An object with these members; others are left out, as services do with members they do not know. */
export interface Members {
  readonly members: Readonly<Record<string, Shape>>;
}

export const list = (of: Shape): Shape => ({ list: of });
export const map = (of: Shape): Shape => ({ map: of });
export const object = (members: Readonly<Record<string, Shape>>): Members => ({ members });

/**
 * The value, once it has this shape: so that the code behind may trust its own types. `null` counts as absent.
 *
 * @throws AwsError `SerializationException`, the answer of AWS's own parsers to a value of the wrong kind
 */
export function readShape(shape: Shape, value: unknown): unknown {
  switch (shape) {
    case 'text':
      return typeof value === 'string' ? value : wrong(value, 'a String');
    case 'integer':
      return Number.isSafeInteger(value) ? value : wrong(value, 'an Integer');
    case 'number':
      return typeof value === 'number' ? value : wrong(value, 'a Number');
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(value, 'a Boolean');
    case 'document':
      return value;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong(value, 'a list');
    return (value as unknown[]).map((element) => readShape(shape.list, element));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, 'an object');
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    'map' in shape
      ? members.map(([name, member]) => [name, readShape(shape.map, member)])
      : members
          .filter(([name]) => Object.hasOwn(shape.members, name))
          .map(([name, member]) => [name, readShape(shape.members[name]!, member)]),
  );
}

function wrong(value: unknown, wanted: string): never {
  const kind = value === null ? 'NULL' : Array.isArray(value) ? 'START_ARRAY' : KINDS[typeof value];
  throw new AwsError('SerializationException', `${kind} can not be converted to ${wanted}`);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'STRING_VALUE',
  number: 'NUMBER_VALUE',
  boolean: 'BOOLEAN_VALUE',
  object: 'START_OBJECT',
};
