import { refusal } from './errors.ts';
import type { Metadata } from './entities.ts';
import type { Form } from './form.ts';

/** Reads parameters, and refuses in Stripe's words what is not as it should be. */
export interface Reader {
  /** Refuses parameters that are not handled here, as Stripe refuses those that it does not know. */
  only(...names: readonly string[]): Reader;
  /** Undefined when it was not sent, or is empty. */
  text(name: string, most?: number): string | undefined;
  integer(name: string): number | undefined;
  boolean(name: string): boolean | undefined;
  url(name: string): string | undefined;
  metadata(name?: string): Metadata;
  /** An object; one without anything when it was not sent. */
  part(name: string): Reader;
  list(name: string): Reader[];
  texts(name: string): string[];
  /** What one of the above found, which must be there. */
  required<T>(name: string, found: T | undefined): T;
}

const LONGEST_TEXT = 5_000;
const MOST_METADATA = 50;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;

/** @param path where the form stands in the one that was sent */
export function readerOf(form: Form, path = ''): Reader {
  const nameOf = (name: string) => (path === '' ? name : `${path}[${name}]`);
  const invalid = (name: string, message: string, code?: string) =>
    refusal(message, { param: nameOf(name), ...(code && { code }) });
  const formAt = (name: string): Form => {
    const value = form[name] ?? {};
    if (typeof value === 'string') throw invalid(name, 'Invalid object');
    return value;
  };
  const text = (name: string, most = LONGEST_TEXT) => {
    const value = form[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'object') throw invalid(name, `Invalid string: ${JSON.stringify(value)}`);
    if (value.length > most)
      throw invalid(name, `Invalid string: must be at most ${most} characters`, 'parameter_invalid_string');
    return value;
  };

  const reader: Reader = {
    only(...names) {
      const unknown = Object.keys(form).find((name) => !names.includes(name));
      if (unknown !== undefined)
        throw invalid(unknown, `Received unknown parameter: ${nameOf(unknown)}`, 'parameter_unknown');
      return reader;
    },
    text,
    integer(name) {
      const value = text(name);
      if (value === undefined || /^-?\d{1,15}$/.test(value))
        return value === undefined ? value : Number(value);
      throw invalid(name, `Invalid integer: ${value}`, 'parameter_invalid_integer');
    },
    boolean(name) {
      const value = text(name);
      if (value === undefined || value === 'true' || value === 'false') return value && value === 'true';
      throw invalid(name, `Invalid boolean: ${value}`);
    },
    url(name) {
      const value = text(name);
      if (value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
        return value;
      throw invalid(name, 'Not a valid URL', 'url_invalid');
    },
    metadata(name = 'metadata') {
      const pairs = Object.entries(formAt(name));
      if (pairs.length > MOST_METADATA)
        throw invalid(name, `Metadata can have at most ${MOST_METADATA} keys.`);
      for (const [key, value] of pairs)
        if (typeof value !== 'string' || key.length > LONGEST_KEY || value.length > LONGEST_VALUE)
          throw invalid(
            name,
            `Metadata keys and values are texts of at most ${LONGEST_KEY} and ${LONGEST_VALUE} characters.`,
          );
      return Object.fromEntries(pairs) as Metadata;
    },
    part: (name) => readerOf(formAt(name), nameOf(name)),
    list: (name) =>
      Object.keys(formAt(name)).map((index) => readerOf(formAt(name), nameOf(name)).part(index)),
    texts: (name) => Object.values(formAt(name)).map(String),
    required(name, found) {
      if (found === undefined)
        throw invalid(name, `Missing required param: ${nameOf(name)}.`, 'parameter_missing');
      return found;
    },
  };
  return reader;
}
