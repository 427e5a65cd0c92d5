/** The values of the condition keys of one call, by key names in lower case. */
export interface ConditionKeys {
  get(lowerCaseName: string): readonly string[] | undefined;
}

/** The version of the policy language that knows variables; in the older one `${` is plain text. */
export const VARIABLES_VERSION = '2012-10-17';

/** `${aws:PrincipalArn}`, `${aws:PrincipalTag/team, 'none'}`, or `${*}`, `${?}`, `${$}` for the characters. */
const VARIABLE = /\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}/g;

export const hasVariables = (text: string): boolean => text.includes('${');

/**
 * Puts the values of a call in the place of a policy's variables.
 * Source: "IAM policy elements: Variables and tags", IAM User Guide.
 *
 * @param asValue how a value is written among the rest of the text
 * @returns undefined when a variable has no value, or several: nothing matches then
 */
export function substitute(
  text: string,
  keys: ConditionKeys,
  asValue: (value: string) => string,
): string | undefined {
  let complete = true;
  const result = text.replace(VARIABLE, (_whole, name: string, otherwise: string | undefined) => {
    if (name === '*' || name === '?' || name === '$') return asValue(name);
    const values = keys.get(name.toLowerCase());
    const value = values?.length === 1 ? values[0] : otherwise;
    complete &&= value !== undefined;
    return asValue(value ?? '');
  });
  return complete ? result : undefined;
}
