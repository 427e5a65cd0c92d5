const SETS: readonly string[] = ['SS', 'NS', 'BS'];

/** Whether two values, or two items, are the same to DynamoDB: sets and maps have no order. */
export function sameValue(a: unknown, b: unknown, inSet = false): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const [left, right] = inSet ? [a.toSorted(), b.toSorted()] : [a, b];
    return left.every((value, index) => sameValue(value, right[index]));
  }
  const names = Object.keys(a);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) =>
        Object.hasOwn(b, name) &&
        sameValue(left[name], right[name], names.length === 1 && SETS.includes(name)),
    )
  );
}
