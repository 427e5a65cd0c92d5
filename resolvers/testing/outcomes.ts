/** How `util.error` ends a handler. */
export class Raised extends Error {
  readonly type: string | undefined;
  constructor(message: string, type?: string) {
    super(message);
    this.type = type;
  }
}

/** How `runtime.earlyReturn` ends it. */
export class EarlyReturn extends Error {
  readonly value: unknown;
  readonly skipTo: 'END' | 'NEXT';
  constructor(value: unknown, skipTo: 'END' | 'NEXT') {
    super('early return');
    this.value = value;
    this.skipTo = skipTo;
  }
}

/** What a handler raises; undefined when it raises nothing. */
export function raised(run: () => unknown): { message: string; type: string | undefined } | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Raised) return { message: error.message, type: error.type };
    throw error;
  }
  return undefined;
}
