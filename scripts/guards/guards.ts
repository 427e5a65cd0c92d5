/** Something that keeps a video safe, and the tests that must fail without it. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  /** As it stands in the file, once. */
  readonly guard: string;
  /** What stands there when it is taken out. */
  readonly without: string;
  readonly tests: readonly string[];
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'a video is claimed once',
    file: 'functions/submit-job/claims.ts',
    guard: "ConditionExpression: '#status = :awaiting',",
    without: "ConditionExpression: ':awaiting = :awaiting AND attribute_exists(#status)',",
    tests: ['functions/submit-job/submit-job.test.ts'],
  },
];

/** The file without the guard. Throws when the guard is not in it, or more than once. */
export function withoutGuard(code: string, { name, file, guard, without }: Guard): string {
  if (code.split(guard).length !== 2) throw new Error(`${file} does not have the guard "${name}" once.`);
  return code.replace(guard, () => without);
}
