import type { Logger } from '@aws-lambda-powertools/logger';
import { isGivenUp, nextCheck } from '../../model/payment-checks.ts';
import type { PaymentOrderRow, PaymentProviderName } from '../../model/payment-order.ts';
import { readOrder, type AccountsTable } from '../shared/payments/accounts.ts';
import { applyFacts } from '../shared/payments/apply-facts.ts';
import { postponeCheck, type DueOrder } from '../shared/payments/due-orders.ts';
import type { PaymentProvider } from '../shared/payments/provider.ts';
import { replayKept } from '../shared/payments/take-event.ts';

export interface ReconcileDependencies {
  readonly accounts: AccountsTable;
  readonly providers: (name: PaymentProviderName) => Pick<PaymentProvider, 'factsOf'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Applies what is known of an order that nothing was heard of: events that came before it, and what its provider says now.
 *
 * @returns whether that fits the order
 */
export async function reconcileOrder(
  { accounts, providers, logger, now }: ReconcileDependencies,
  due: DueOrder,
): Promise<boolean> {
  const order = await readOrder(accounts, due.userId, due.orderId);
  // The index is a moment behind.
  if (!order || order.open === undefined) return true;
  const createdAt = Date.parse(order.createdAt);
  // Whoever made the order may have died before it did.
  for (const { eventId, taken } of await replayKept(accounts, order, now()))
    if (taken === 'REFUSED') logger.error('An event does not fit its order', { orderId: order.id, eventId });

  const facts = await providers(order.provider)
    .factsOf(order)
    .catch(async (error: unknown) => {
      // Its provider does not know it, or is nobody's any more.
      if (isGivenUp(createdAt, now())) await postponeCheck(accounts, due, undefined);
      throw error;
    });
  const { id: orderId, userId: ownerId } = order;
  const told = await applyFacts(accounts, { ownerId, orderId }, facts, { toldBy: 'RECONCILIATION' }, now());
  if (told.news) logger.info('An order was made up for', { orderId, status: told.order.status });
  if (isOpen(told.order)) await postponeCheck(accounts, due, nextCheck(createdAt, now()));
  if (!told.refusal) return true;
  logger.error('A payment does not fit its order', { orderId, refusal: told.refusal });
  return false;
}

const isOpen = ({ open }: PaymentOrderRow) => open !== undefined;
