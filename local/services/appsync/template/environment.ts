import { TemplateError } from '../../../runtime/errors.ts';
import { isObject } from '../json.ts';

const MOST_VARIABLES = 50;
const LONGEST_VALUE = 512;
/** A letter, then letters, digits and underscores: 2 to 64 in all. */
const NAME = /^[A-Za-z]\w{1,63}$/;

/** `EnvironmentVariables` of an API: what `ctx.env` holds, within AppSync's limits. */
export function readEnvironment(logicalId: string, variables: unknown): Readonly<Record<string, string>> {
  if (variables === undefined) return {};
  const refuse = (message: string) => new TemplateError(logicalId, `EnvironmentVariables: ${message}`);
  if (!isObject(variables)) throw refuse('an object of texts is needed.');
  const entries = Object.entries(variables);
  if (entries.length > MOST_VARIABLES) throw refuse(`at most ${MOST_VARIABLES} can be given.`);
  for (const [name, value] of entries) {
    if (!NAME.test(name)) throw refuse(`${name} is not a name of 2 to 64 letters, digits and underscores.`);
    if (typeof value === 'object' || String(value).length > LONGEST_VALUE)
      throw refuse(`the value of ${name} must be a text of at most ${LONGEST_VALUE} characters.`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
