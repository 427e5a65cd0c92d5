import { isInstant } from './instant.ts';

/** The row `MEMBERSHIP` of the table `Accounts`: what a person's orders add up to; see `membership-periods.ts`. */
export interface MembershipRow {
  readonly userId: string;
  readonly record: typeof MEMBERSHIP;
  /** Of the last order that counts. */
  readonly planId: string;
  readonly startedAt: string;
  readonly endsAt: string;
  /** Since when nothing counts any more that was paid. */
  readonly revokedAt?: string;
  /** Rises with every change: whoever writes has read the one before. */
  readonly version: number;
}

export const MEMBERSHIP = 'MEMBERSHIP';

export type MembershipStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** Whether a membership holds. `now` as an ISO 8601 instant in UTC, as rows have them: these compare as texts. */
export function membershipStatus(
  row: Pick<MembershipRow, 'endsAt' | 'revokedAt'>,
  now: string,
): MembershipStatus {
  if (row.revokedAt) return 'REVOKED';
  return now < row.endsAt ? 'ACTIVE' : 'EXPIRED';
}

/** Whether somebody is a member. A row that somebody broke makes nobody one. */
export const isMember = (row: Pick<MembershipRow, 'endsAt' | 'revokedAt'> | null | undefined, now: string) =>
  row ? isInstant(row.endsAt) && membershipStatus(row, now) === 'ACTIVE' : false;

/** A membership as the API shows it. */
export const membershipView = (row: MembershipRow, now: string) => ({
  planId: row.planId,
  status: membershipStatus(row, now),
  startedAt: row.startedAt,
  expiresAt: row.endsAt,
});
