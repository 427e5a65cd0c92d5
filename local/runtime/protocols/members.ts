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

const unreadable = (name: string) =>
  new AwsError('SerializationException', `The member ${name} has a value of another type than it must be.`);
