import { AwsError } from '../errors.ts';

/** A JSON input as it came: nothing about its members is known. */
export type Input = Readonly<Record<string, unknown>>;

/** A member that must be there and be a text. Throws `ValidationException` and `SerializationException`. */
export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value !== undefined) return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value null at '${name[0]!.toLowerCase()}${name.slice(1)}' failed to satisfy ` +
      'constraint: Member must not be null',
  );
}

/** A text, or nothing. Throws `SerializationException` for anything else. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unreadable(name);
  return value;
}

/** A list of texts. Throws `SerializationException` for anything else. */
export function texts(input: Input, name: string): readonly string[] {
  const value = input[name];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw unreadable(name);
}

/** True, false or nothing. Throws `SerializationException` for anything else. */
export function optionalFlag(input: Input, name: string): boolean | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw unreadable(name);
  return value;
}

/** A whole number in its limits, or nothing. Throws `ValidationException` and `SerializationException`. */
export function optionalWhole(
  input: Input,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw unreadable(name);
  if (value >= least && value <= most) return value;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${name[0]!.toLowerCase()}${name.slice(1)}' failed to satisfy ` +
      `constraint: Member must have value ${value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`}`,
  );
}

/** A list of objects, empty when there is none. Throws `SerializationException` for anything else. */
export function objects(input: Input, name: string): readonly Input[] {
  const value = (Object.hasOwn(input, name) ? input[name] : undefined) ?? [];
  if (!Array.isArray(value)) throw unreadable(name);
  for (const one of value as unknown[])
    if (typeof one !== 'object' || one === null || Array.isArray(one)) throw unreadable(name);
  return value as Input[];
}

const unreadable = (name: string) =>
  new AwsError('SerializationException', `The member ${name} has a value of another type than it must be.`);
