import { orderPartition, OWNER, type OrderOwnerRow } from '../../../model/payment-keys.ts';
import type { PaymentOrderRow } from '../../../model/payment-order.ts';
import type { AccountsTable } from './accounts.ts';
import { inTurns, transact } from './transaction.ts';

/**
 * Notes an order and whose it is. From that moment no event of it is kept any more: those that were are to be replayed; see
 * `replayKept`.
 *
 * @throws when there is one of the same name
 */
export async function addOrder(accounts: AccountsTable, order: PaymentOrderRow): Promise<void> {
  const owner: OrderOwnerRow = {
    userId: orderPartition(order.provider, order.reference),
    record: OWNER,
    ownerId: order.userId,
    orderId: order.id,
  };
  const added = (Item: PaymentOrderRow | OrderOwnerRow) => ({
    Put: { TableName: accounts.name, Item, ConditionExpression: 'attribute_not_exists(userId)' },
  });
  await inTurns(async () => {
    const outcome = await transact(accounts, [added(order), added(owner)]);
    if (outcome.written) return true;
    if (outcome.refused.includes(true)) throw new Error(`There is an order ${order.id} already.`);
    // An event of it is being kept at this moment.
    return undefined;
  });
}
