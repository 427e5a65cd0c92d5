import { AwsError } from '../../../runtime/errors.ts';

/**
 * Small checks that read an untrusted JSON document into a typed one. A member that a shape does not
 * name is refused by name: a setting that would be ignored in silence would give an output that differs
 * from the service's without anybody knowing.
 */
export type Check<T> = (value: unknown, path: string) => T;
export type Checked<C> = C extends Check<infer T> ? T : never;

type Shape = Readonly<Record<string, Check<unknown>>>;
type Read<S extends Shape> = { readonly [K in keyof S]?: Checked<S[K]> };

export const badRequest = (message: string) => new AwsError('BadRequestException', message, 400);

const refuse = (path: string, expectation: string): never => {
  throw badRequest(`${path || '/'}: ${expectation}`);
};

/** Every member is optional, as in the service's own shapes; what is required is asked for by whoever needs it. */
export function object<S extends Shape>(shape: S): Check<Read<S>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse(path, 'Should be an object.');
    for (const [name, member] of Object.entries(value)) {
      if (member === null || member === undefined) continue;
      const check = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (!check) return refuse(`${path}/${name}`, 'This setting is not supported here.');
      check(member, `${path}/${name}`);
    }
    return value as Read<S>;
  };
}

export function list<T>(item: Check<T>, least = 0): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return refuse(path, 'Should be an array.');
    if (value.length < least)
      return refuse(path, `Should have at least ${least} item${least === 1 ? '' : 's'}.`);
    return value.map((entry, index) => item(entry, `${path}/${index}`));
  };
}

export function map<T>(item: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse(path, 'Should be an object.');
    for (const [name, entry] of Object.entries(value)) item(entry, `${path}/${name}`);
    return value as Readonly<Record<string, T>>;
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (value, path) => {
    const found = values.find((known) => known === value);
    return found ?? refuse(path, `Only these values are supported here: ${values.join(', ')}.`);
  };
}

export function integer(least: number, most: number): Check<number> {
  return (value, path) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : refuse(path, `Should be a whole number from ${least} to ${most}.`);
}

export function number(least: number, most: number): Check<number> {
  return (value, path) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : refuse(path, `Should be a number from ${least} to ${most}.`);
}

export function text(pattern: RegExp = /^[^]*$/, most = 2048): Check<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= most && pattern.test(value)
      ? value
      : refuse(path, `Should be a string of at most ${most} characters that matches ${pattern.source}.`);
}

/** A setting of the service that changes nothing in what this machine makes. */
export const ignored: Check<unknown> = (value) => value;
