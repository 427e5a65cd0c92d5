import type { ErrorDetail } from '../errors.ts';

/** A subscription filter as `extensions.setSubscriptionFilter` takes it, not yet checked. */
export interface Invalidation {
  readonly subscriptionField: string;
  readonly payload: unknown;
}

/** What handlers of one request do beside returning a value. */
export interface Effects {
  readonly responseHeaders: Map<string, string>;
  /** Set while a subscription starts; `undefined`: never called, `null`: filters taken back. */
  subscriptionFilter: unknown;
  invalidationFilter: unknown;
  readonly invalidations: Invalidation[];
}

export const noEffects = (): Effects => ({
  responseHeaders: new Map(),
  subscriptionFilter: undefined,
  invalidationFilter: undefined,
  invalidations: [],
});

/** What one call of a handler has to do with: its caller, the time, and where its effects go. */
export interface Invocation {
  readonly authType: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly effects: Effects;
  readonly appendError: (error: ErrorDetail) => void;
}

/** Thrown by `runtime.earlyReturn`: ends the handler with a value, and not as an error. */
export class EarlyReturn extends Error {
  readonly value: unknown;
  /** `NEXT`, AWS's default: only what is left of this function is skipped; `END`: what is left of the pipeline. */
  readonly skipTo: 'END' | 'NEXT';

  constructor(value: unknown, skipTo: 'END' | 'NEXT') {
    super('early return');
    this.value = value;
    this.skipTo = skipTo;
  }
}
