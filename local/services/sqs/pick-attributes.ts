/**
 * The attributes that a caller asked for by name. `All` and `.*` stand for every one, `prefix.*` (as
 * message attributes allow) for those that begin so.
 */
export function pickAttributes<T>(
  attributes: Readonly<Record<string, T>>,
  names: readonly string[],
): Record<string, T> {
  const wanted = (attribute: string) =>
    names.some(
      (name) =>
        name === attribute ||
        name === 'All' ||
        (name.endsWith('.*') && attribute.startsWith(name.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
