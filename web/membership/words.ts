import { isActive, wouldLastUntil, type KnownMembership } from '../../client/index.ts';
import type { LedgerCause, LedgerChange } from '../../generated/schema.ts';
import type { LedgerEntry, Plan } from '../api/membership.ts';
import { messageOf } from '../dom.ts';
import type { Purchase } from './purchase.ts';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' });
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** `December 22, 2026`, where the reader is. */
export const dayOf = (instant: string | number) => day.format(new Date(instant));

/** `Dec 22, 2026, 5:30 PM`. */
export const momentOf = (instant: string) => moment.format(new Date(instant));

/** `1 day`, `30 days`. */
export const daysOf = ({ durationDays }: Pick<Plan, 'durationDays'>) =>
  `${durationDays} ${durationDays === 1 ? 'day' : 'days'}`;

/** What a membership is good for. */
export const BENEFIT = 'Members watch every video, premium ones too.';

/** How somebody's membership stands. */
export function stateWords(
  membership: KnownMembership,
  now: number,
): { readonly heading: string; readonly detail: string } {
  if (!membership) return { heading: 'You are not a member yet.', detail: BENEFIT };
  const { status, expiresAt, startedAt } = membership;
  if (status === 'REVOKED')
    return {
      heading: `Your membership was revoked on ${dayOf(expiresAt)}.`,
      detail: 'What paid for it was refunded, or is disputed.',
    };
  return isActive(membership, now)
    ? {
        heading: `You are a member until ${dayOf(expiresAt)}.`,
        detail: `A member since ${dayOf(startedAt)}.`,
      }
    : {
        heading: `Your membership ended on ${dayOf(expiresAt)}.`,
        detail: 'Any plan makes you a member again.',
      };
}

/** What a plan would do, in a line below its price. */
export const planWords = (plan: Plan, membership: KnownMembership | undefined, now: number): string =>
  isActive(membership, now)
    ? `${daysOf(plan)} more: until ${dayOf(wouldLastUntil(membership, plan, now))}`
    : daysOf(plan);

/** How far buying is, to be read aloud; empty where there is nothing to say. */
export function purchaseWords(purchase: Purchase): string {
  switch (purchase.step) {
    case 'none':
      return '';
    case 'ordering':
      return 'Preparing the payment…';
    case 'paying':
      return 'Waiting for the payment…';
    case 'confirming':
      return 'Paid. Confirming…';
    case 'leaving':
      return 'Going to the payment page…';
    case 'waiting':
      return 'Paid. Your membership is on its way, and appears here by itself.';
    case 'closed':
      return purchase.failure === undefined
        ? 'The payment window was closed, and nothing has changed. If you have paid all the same, your membership appears here by itself.'
        : `The payment did not go through: ${ended(purchase.failure)} Nothing was taken.`;
    case 'problem':
      return messageOf(purchase.error);
    case 'done':
      return `Thank you. You are a member until ${dayOf(purchase.membership.expiresAt)}.`;
  }
}

const CHANGES: Readonly<Record<LedgerChange, Readonly<Record<LedgerCause, string>>>> = {
  GRANTED: { PAYMENT: 'Paid', REFUND: 'Granted', DISPUTE: 'Granted' },
  REVOKED: { PAYMENT: 'Revoked', REFUND: 'Refunded', DISPUTE: 'Disputed' },
  RESTORED: { PAYMENT: 'Restored', REFUND: 'Restored', DISPUTE: 'Dispute settled' },
};

/** What an entry of the ledger says, without its amount. */
export function entryWords(entry: LedgerEntry, planName: string): { what: string; effect: string } {
  const sign = entry.change === 'REVOKED' ? '−' : '+';
  const until = entry.expiresAt === null ? 'no membership left' : `until ${dayOf(entry.expiresAt)}`;
  return {
    what: `${CHANGES[entry.change][entry.cause]}: ${planName}`,
    effect: `${sign}${daysOf(entry)}, ${until}`,
  };
}

/** A sentence with its end. */
const ended = (sentence: string) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
