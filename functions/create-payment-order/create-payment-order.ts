import type { Logger } from '@aws-lambda-powertools/logger';
import type { MutationCreatePaymentOrderArgs, PaymentOrder } from '../../generated/schema.ts';
import { ORDERS_PER_DAY } from '../../model/limits.ts';
import { nextCheck } from '../../model/payment-checks.ts';
import { checkShard, orderRecord } from '../../model/payment-keys.ts';
import type { PaymentOrderRow } from '../../model/payment-order.ts';
import type { Plan } from '../../model/plans.ts';
import type { AccountsTable } from '../shared/payments/accounts.ts';
import { askProvider } from '../shared/payments/ask-provider.ts';
import { countOrder, uncountOrder } from '../shared/payments/order-quota.ts';
import { addOrder } from '../shared/payments/orders.ts';
import type { PaymentProvider } from '../shared/payments/provider.ts';
import { replayKept } from '../shared/payments/take-event.ts';
import { badRequest, RequestError } from '../shared/request-error.ts';

export interface CreatePaymentOrderDependencies {
  readonly accounts: AccountsTable;
  readonly plans: readonly Plan[];
  readonly provider: Pick<PaymentProvider, 'name' | 'createOrder'>;
  readonly logger: Pick<Logger, 'error'>;
  /** Our own name for an order. */
  readonly newReceipt: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Has the provider make an order at the plan's price, and notes whose it is. Killed in between, it leaves an order at the
 * provider that nobody can pay: nobody was told of it.
 */
export const createPaymentOrder =
  ({ accounts, plans, provider, logger, newReceipt, now }: CreatePaymentOrderDependencies) =>
  async ({ planId }: MutationCreatePaymentOrderArgs, callerId: string): Promise<PaymentOrder> => {
    const plan = plans.find(({ id }) => id === planId);
    if (!plan) throw badRequest('planId: there is no such plan.');
    const begunAt = now();
    if (!(await countOrder(accounts, callerId, begunAt)))
      throw new RequestError('QuotaExceeded', `At most ${ORDERS_PER_DAY} orders may be made a day.`);

    const { id, reference, ...checkout } = await askProvider(logger, () =>
      provider.createOrder(plan, newReceipt()),
    ).catch(async (error: unknown) => {
      await uncountOrder(accounts, callerId, begunAt);
      throw error;
    });
    const row = orderRow(callerId, plan, { id, reference, provider: provider.name }, now());
    await addOrder(accounts, row);
    // The provider may have told of it before it was noted here.
    for (const { eventId, taken } of await replayKept(accounts, row, now()))
      if (taken === 'REFUSED') logger.error('An event does not fit its order', { orderId: id, eventId });
    const { amountMinor, currency, status } = row;
    return { id, planId, amountMinor, currency, provider: provider.name, status, ...checkout };
  };

function orderRow(
  userId: string,
  { id: planId, durationDays, amountMinor, currency }: Plan,
  made: Pick<PaymentOrderRow, 'id' | 'provider' | 'reference'>,
  now: number,
): PaymentOrderRow {
  return {
    userId,
    record: orderRecord(made.id),
    ...made,
    ...{ planId, durationDays, amountMinor, currency },
    createdAt: new Date(now).toISOString(),
    status: 'CREATED',
    version: 1,
    open: checkShard(made.id),
    checkAt: nextCheck(now, now),
  };
}
