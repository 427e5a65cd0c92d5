import { ProviderError } from './provider.ts';

/*
 * What others send is looked at before it is believed.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** It is not what it should be. The message names the field and never what is in it. */
export class OtherShape extends Error {
  constructor(name: string, expected: string) {
    super(`"${name}" is not ${expected}.`);
    this.name = 'OtherShape';
  }
}

/** @param name of the field, or of the whole */
export function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OtherShape(name, 'an object');
  return value as Fields;
}

export const fieldsIn = (fields: Fields, name: string) => fieldsOf(fields[name], name);

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new OtherShape(name, 'a text');
  return value;
}

/** An amount in a currency's minor unit. */
export function minorIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new OtherShape(name, 'a whole number');
  return Number(value);
}

export function listIn(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new OtherShape(name, 'a list');
  return value.map((item) => fieldsOf(item, name));
}

/** Undefined for what is no JSON: the parser's own message would quote it. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a provider's answer: of another shape, it is no answer. */
export async function believing<Result>(
  provider: string,
  read: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof OtherShape)
      throw new ProviderError(`${provider} answered something else: ${error.message}`);
    throw error;
  }
}
