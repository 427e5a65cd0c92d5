/** A membership that can be bought. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  /** In the currency's minor unit, as payment providers count. */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly durationDays: number;
}

/** What can be bought where an installation has no list of its own. */
export const PLANS: readonly Plan[] = [
  { id: 'monthly', name: 'Monthly', amountMinor: 49_900, currency: 'INR', durationDays: 30 },
  { id: 'yearly', name: 'Yearly', amountMinor: 499_900, currency: 'INR', durationDays: 365 },
];
