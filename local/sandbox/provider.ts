import type { ShownOrder } from './dashboard/order.ts';
import type { Router } from './http/routes.ts';

/** A payment provider, as a merchant meets it: its API, its checkout, and what can be done at its dashboard. */
export interface Provider {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  readonly routers: readonly Router[];
  /** What a webhook can be told. */
  readonly events: readonly string[];
  /** The newest orders. */
  orders(): ShownOrder[];
  /** Begins what happens by itself. */
  start?(): void;
  stop?(): Promise<void>;
}
