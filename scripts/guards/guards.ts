import type { Guard } from './guard.ts';
import { CAPTIONS } from './table/captions.ts';
import { CHECKOUT } from './table/checkout.ts';
import { CLAIMS } from './table/claims.ts';
import { ENDS } from './table/ends.ts';
import { EVENTS } from './table/events.ts';
import { INPUT } from './table/input.ts';
import { LOCAL } from './table/local.ts';
import { MEMBERSHIPS } from './table/memberships.ts';
import { PAYMENTS } from './table/payments.ts';
import { PROVIDERS } from './table/providers.ts';
import { QUEUES } from './table/queues.ts';
import { SANDBOX_GUARDS } from './table/sandbox.ts';
import { SWEEP } from './table/sweep.ts';
import { VIEWERS } from './table/viewers.ts';

/** What became of the tests without one guard. */
export interface Outcome {
  /** The guard's. */
  readonly name: string;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
  /** Why tests could not be read. */
  readonly errors: number;
}

/** The guards of the pipeline, in the order in which a video meets them. */
export const GUARDS: readonly Guard[] = [
  ...CLAIMS,
  ...INPUT,
  ...EVENTS,
  ...QUEUES,
  ...SWEEP,
  ...ENDS,
  ...CAPTIONS,
  ...VIEWERS,
  ...PAYMENTS,
  ...MEMBERSHIPS,
  ...PROVIDERS,
  ...CHECKOUT,
  ...LOCAL,
  ...SANDBOX_GUARDS,
];

/** The file without the guard. Throws when the guard is not in it, or more than once. */
export function withoutGuard(code: string, { name, file, guard, without }: Guard): string {
  if (code.split(guard).length !== 2) throw new Error(`${file} does not have the guard "${name}" once.`);
  return code.replace(guard, () => without);
}
