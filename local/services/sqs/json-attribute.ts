import { invalidAttribute } from './errors.ts';

/** An attribute that is a JSON object: as text on the wire, as itself in a template. */
export function readJson(name: string, value: unknown): object {
  let parsed: unknown = value;
  if (typeof value === 'string')
    try {
      parsed = JSON.parse(value);
    } catch {
      parsed = undefined;
    }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalidAttribute(`Invalid value for the parameter ${name}.`);
  return parsed;
}
