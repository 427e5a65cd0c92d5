/** A setting that the template gives to the function. Fails at start, naming it, rather than at the first call. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
