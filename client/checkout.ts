import type { ConfirmPaymentInput } from '../generated/schema.ts';
import { errorTypeOf } from './errors.ts';
import { isLonger, type KnownMembership } from './membership.ts';
import type { CheckoutAnswer, Order } from './razorpay.ts';

/** What paying needs of a client. */
export interface CheckoutPorts {
  /** The provider's window, or its page: see `openCheckout`. */
  readonly open: (order: Order) => Promise<CheckoutAnswer | Left>;
  /** `CONFIRM_PAYMENT`. */
  readonly confirm: (input: ConfirmPaymentInput) => Promise<NonNullable<KnownMembership>>;
  /** `ME`, as far as the membership goes. */
  readonly membership: () => Promise<KnownMembership>;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Called once the provider says that it is paid. */
  readonly paid?: () => void;
}

/** The browser is on its way to the provider's own page. */
export interface Left {
  readonly kind: 'left';
}

export type CheckoutOutcome =
  | { readonly kind: 'member'; readonly membership: NonNullable<KnownMembership> }
  /** Paid, but the server has not heard of it from anybody yet: it will. */
  | { readonly kind: 'waiting' }
  | Exclude<CheckoutAnswer, { kind: 'paid' }>
  | Left;

/** Errors that stay as they are however often one asks. */
const FINAL = ['PaymentRejected', 'NotFound', 'BadRequest', 'Unauthorized', 'UnauthorizedException'];

/** Waits between two looks, in milliseconds: three minutes in all. */
const WAITS: readonly number[] = [1, 1, 2, 2, 3, 3, ...Array.from({ length: 34 }, () => 5)].map(
  (s) => s * 1000,
);

/**
 * Has an order paid, and answers with the membership. Where the confirmation does not come through, it waits for the membership
 * that the provider's word to the server brings. Throws what stays refused.
 *
 * @param before the membership as it was known before
 */
export async function checkout(
  order: Order,
  before: KnownMembership | undefined,
  ports: CheckoutPorts,
): Promise<CheckoutOutcome> {
  const answer = await ports.open(order);
  if (answer.kind !== 'paid') return answer;
  ports.paid?.();
  const { paymentId, signature } = answer;
  return settlePayment({ orderId: order.id, paymentId, signature }, before, ports);
}

/** The second half of `checkout`, for a page that people come back to from the provider's own. */
export async function settlePayment(
  input: ConfirmPaymentInput,
  before: KnownMembership | undefined,
  ports: Pick<CheckoutPorts, 'confirm' | 'membership' | 'pause'>,
): Promise<CheckoutOutcome> {
  for (const wait of WAITS) {
    try {
      return { kind: 'member', membership: await ports.confirm(input) };
    } catch (error) {
      if (FINAL.includes(errorTypeOf(error) ?? '')) throw error;
    }
    const membership = await look(before, wait, ports);
    if (membership) return { kind: 'member', membership };
  }
  return { kind: 'waiting' };
}

/**
 * Waits for a membership that somebody else brings: whoever pays and closes the window before it could say so becomes a member
 * all the same. Undefined when none has come for three minutes.
 *
 * @param isOver asked before each look
 */
export async function awaitMembership(
  before: KnownMembership | undefined,
  ports: Pick<CheckoutPorts, 'membership' | 'pause'>,
  isOver: () => boolean = () => false,
): Promise<NonNullable<KnownMembership> | undefined> {
  for (const wait of WAITS) {
    if (isOver()) return undefined;
    const membership = await look(before, wait, ports);
    if (membership) return membership;
  }
  return undefined;
}

async function look(
  before: KnownMembership | undefined,
  wait: number,
  { membership, pause }: Pick<CheckoutPorts, 'membership' | 'pause'>,
): Promise<NonNullable<KnownMembership> | undefined> {
  await pause(wait);
  // No answer is no news: the next look may have one.
  const now = await membership().catch(() => before);
  return isLonger(before, now) ? now : undefined;
}
