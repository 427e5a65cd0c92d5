/**
 * Something that keeps a video safe, and the tests that must fail without it: every time, so not only by the examples that
 * a property happens to draw.
 */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** As it stands in the file, once. */
  readonly guard: string;
  /** What stands there when it is taken out. */
  readonly without: string;
  readonly tests: readonly string[];
  /** Where the others take long: the names of those that do. */
  readonly only?: RegExp;
}

/**
 * The guards of one file that the same test watches, by their names. An expression of DynamoDB's must use all its values, so
 * a condition is not cut out, but made one that always holds.
 */
export const guards = (
  file: string,
  test: string,
  table: Readonly<Record<string, readonly [guard: string, without: string, only?: RegExp]>>,
): Guard[] =>
  Object.entries(table).map(([name, [guard, without, only]]) => ({
    ...{ name, file, guard, without, tests: [test] },
    ...(only && { only }),
  }));
