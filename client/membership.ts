import type { MembershipStateFragment } from '../generated/operations.ts';
import type { Plan } from '../generated/schema.ts';

/** Until when somebody is, or was, a member; null for who never was. */
export type KnownMembership = MembershipStateFragment | null;

const DAY_MS = 86_400_000;

/** Whether a membership holds. What was read a while ago may have ended since. */
export const isActive = (membership: KnownMembership | undefined, now: number): boolean =>
  membership?.status === 'ACTIVE' && now < Date.parse(membership.expiresAt);

/** Until when a membership would last with a plan more: what is left is not lost. In epoch milliseconds. */
export function wouldLastUntil(
  membership: KnownMembership | undefined,
  { durationDays }: Pick<Plan, 'durationDays'>,
  now: number,
): number {
  const from = membership && isActive(membership, now) ? Date.parse(membership.expiresAt) : now;
  return from + durationDays * DAY_MS;
}

/** Whether something was bought between two looks at a membership. */
export const isLonger = (
  before: KnownMembership | undefined,
  after: KnownMembership | undefined,
): after is MembershipStateFragment =>
  after?.status === 'ACTIVE' && (before?.status !== 'ACTIVE' || after.expiresAt > before.expiresAt);
