import { newId } from '../ids.ts';
import type { Books } from './books.ts';
import type { Refund } from './entities.ts';
import { badRequest } from './errors.ts';
import { allowFields, amountIn, notesIn, receiptIn } from './input.ts';

/** Gives money back: all that is left of a payment, or a part. It is on its way at once. */
export function refund(books: Books, paymentId: string, input: Readonly<Record<string, unknown>>): Refund {
  allowFields(input, ['amount', 'speed', 'notes', 'receipt']);
  const asked = input['amount'] === undefined ? undefined : amountIn(input);
  return books.enter(() => {
    const before = books.find('payment', paymentId);
    if (before.status === 'refunded') throw badRequest('The payment has been fully refunded already');
    if (before.status !== 'captured')
      throw badRequest('The payment status should be captured for action to be taken');
    const left = before.amount - before.amount_refunded;
    const amount = asked ?? left;
    if (amount < 1) throw badRequest('The amount must be at least 1.', { field: 'amount' });
    if (amount > left)
      throw badRequest('The total refund amount is greater than the refund payment amount', {
        field: 'amount',
      });
    const made: Refund = {
      ...{ id: newId('rfnd_'), entity: 'refund', amount, currency: before.currency, payment_id: before.id },
      ...{ notes: notesIn(input), receipt: receiptIn(input), acquirer_data: { arn: null } },
      ...{ created_at: books.now(), batch_id: null, status: 'processed', speed_processed: 'normal' },
      speed_requested: input['speed'] === 'optimum' ? 'optimum' : 'normal',
    };
    books.put('refund', made, before.id);
    const amount_refunded = before.amount_refunded + amount;
    const isFull = amount_refunded === before.amount;
    const payment = books.put('payment', {
      ...{ ...before, amount_refunded },
      ...(isFull
        ? { status: 'refunded' as const, refund_status: 'full' as const }
        : { refund_status: 'partial' as const }),
    });
    books.notify('refund.created', { refund: made, payment });
    books.notify('refund.processed', { refund: made, payment });
    return made;
  });
}
