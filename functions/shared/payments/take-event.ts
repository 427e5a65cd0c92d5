import type { PaymentOrderRow, PaymentProviderName } from '../../../model/payment-order.ts';
import type { AccountsTable, OrderOwner } from './accounts.ts';
import { applyFacts } from './apply-facts.ts';
import { forgetKept, keepEvent, keptEvents, readOrderPartition } from './kept-events.ts';
import type { PaymentEvent } from './provider.ts';
import { inTurns } from './transaction.ts';

/** What came of an event. `KEPT`: nobody knows its order yet. `NOTHING`: it says nothing about money. */
export type TakenAs = 'APPLIED' | 'NO_NEWS' | 'KEPT' | 'REFUSED' | 'NOTHING';

/**
 * Takes what a provider tells, whether its order is known yet or not.
 *
 * @param now epoch milliseconds
 */
export async function takeEvent(
  accounts: AccountsTable,
  provider: PaymentProviderName,
  event: PaymentEvent,
  now: number,
): Promise<TakenAs> {
  const { reference, facts } = event;
  if (reference === undefined || facts.length === 0) return 'NOTHING';
  return inTurns(async () => {
    const { owner, kept } = await readOrderPartition(accounts, provider, reference);
    if (!owner)
      return (await keepEvent(accounts, provider, { ...event, reference }, now)) ? 'KEPT' : undefined;
    // Whoever made the order may have died before they replayed what was kept; once it is paid nobody else comes back to it.
    for (const { eventId: id, type, facts: known } of kept)
      await applyEvent(accounts, owner, provider, { id, type, facts: known }, now);
    return applyEvent(accounts, owner, provider, event, now);
  });
}

/** An event that was told of an order before the order was known, and what came of it now. */
export interface ReplayedEvent {
  readonly eventId: string;
  readonly taken: TakenAs;
}

/**
 * Applies what was told of an order before it was known. It may be repeated: what was applied and is still there changes
 * nothing.
 *
 * @param now epoch milliseconds
 */
export async function replayKept(
  accounts: AccountsTable,
  order: PaymentOrderRow,
  now: number,
): Promise<readonly ReplayedEvent[]> {
  const owner = { ownerId: order.userId, orderId: order.id };
  const replayed: ReplayedEvent[] = [];
  for (const row of await keptEvents(accounts, order)) {
    const { eventId, type, facts } = row;
    const taken = await applyEvent(accounts, owner, order.provider, { id: eventId, type, facts }, now);
    await forgetKept(accounts, row);
    replayed.push({ eventId, taken });
  }
  return replayed;
}

async function applyEvent(
  accounts: AccountsTable,
  owner: OrderOwner,
  provider: PaymentProviderName,
  { id, type, facts }: PaymentEvent,
  now: number,
): Promise<TakenAs> {
  const source = { toldBy: id, event: { provider, id, type } };
  const { refusal, news } = await applyFacts(accounts, owner, facts, source, now);
  if (refusal) return 'REFUSED';
  return news ? 'APPLIED' : 'NO_NEWS';
}
