import { FieldError } from '../errors.ts';
import { isObject } from '../json.ts';

/** The request object of a resolver is not of the form that its data source takes. */
export const malformed = (message: string) => new FieldError(message, 'MappingTemplate');

/** Refuses a member that AppSync does not know there: it would refuse it, too. */
export function allowElements(value: unknown, names: readonly string[], place = '$'): void {
  for (const name of Object.keys(isObject(value) ? value : {}))
    if (!names.includes(name)) throw malformed(`Unsupported element '${place}[${name}]'.`);
}
