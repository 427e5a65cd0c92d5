import { AGAIN_AFTER_MS } from '../../model/payment-checks.ts';
import { inParallel } from '../shared/in-parallel.ts';
import { dueOrders, postponeCheck } from '../shared/payments/due-orders.ts';
import { reconcileOrder, type ReconcileDependencies } from './reconcile-order.ts';

/** How many orders of one shard a run asks about at most: the next run is minutes away. */
const MOST_OF_SHARD = 250;
/** How many orders are asked about at once: providers allow a few dozen requests a second. */
const AT_ONCE = 4;
/** What is left of a run's time when no other order is begun, in milliseconds. */
const RESERVE_MS = 60_000;

export interface Reconciled {
  readonly due: number;
  readonly failed: number;
  /** Not begun for want of time. */
  readonly left: number;
}

/**
 * Asks providers about all orders whose time has come. Whatever is wrong with one holds up no other, and does not come
 * first again; the run then ends with an error, so that somebody hears of it.
 */
export async function reconcilePayments(
  dependencies: ReconcileDependencies,
  remainingMs: () => number,
): Promise<Reconciled> {
  const { accounts, logger, now } = dependencies;
  const orders = await dueOrders(accounts, now(), MOST_OF_SHARD);
  let failed = 0;
  let left = 0;
  await inParallel(orders, AT_ONCE, async (order) => {
    if (remainingMs() < RESERVE_MS) {
      left += 1;
      return;
    }
    try {
      // What does not fit today does not in an hour: it is come back to as if nothing had been heard.
      if (!(await reconcileOrder(dependencies, order))) failed += 1;
    } catch (error) {
      failed += 1;
      logger.error('An order could not be asked about', { orderId: order.orderId, error: error as Error });
      await postponeCheck(accounts, order, now() + AGAIN_AFTER_MS).catch((cause: Error) =>
        logger.error('Nor could it be put off', { orderId: order.orderId, error: cause }),
      );
    }
  });
  const reconciled = { due: orders.length, failed, left };
  logger.info('Providers were asked about open orders', reconciled);
  if (failed > 0) throw new Error(`${failed} of ${orders.length} orders could not be settled.`);
  return reconciled;
}
