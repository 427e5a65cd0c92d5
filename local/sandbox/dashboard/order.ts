/** An order with all that happened to it, as the dashboard shows it, whoever the provider is. */
export interface ShownOrder {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  /** The merchant's own name for it. */
  readonly receipt: string | null;
  readonly status: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly actions: readonly Action[];
  readonly payments: readonly ShownPayment[];
}

export interface ShownPayment {
  readonly id: string;
  readonly amount: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly status: string;
  readonly disputes: readonly {
    readonly id: string;
    readonly status: string;
    readonly amount: number;
  }[];
  readonly actions: readonly Action[];
  /** Where a refund of a part is asked for, while there is something left to refund. */
  readonly refundPath?: string;
}

/** What can be done now, by a POST. */
export interface Action {
  readonly label: string;
  readonly path: string;
  /** What it is done to. */
  readonly id: string;
}
