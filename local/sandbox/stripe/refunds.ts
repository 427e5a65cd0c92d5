import { newId } from '../ids.ts';
import type { Books } from './books.ts';
import type { Charge, Refund } from './entities.ts';
import { missing, refusal } from './errors.ts';
import type { Reader } from './reader.ts';

/** Gives money back: all that is left of a charge, or a part. It is there at once. */
export function refund(books: Books, input: Reader): Refund {
  input.only('charge', 'payment_intent', 'amount', 'reason', 'metadata', 'expand');
  const asked = input.integer('amount');
  return books.enter(() => {
    const before = chargeIn(books, input);
    const left = before.amount_captured - before.amount_refunded;
    if (!before.paid) throw refusal(`Charge ${before.id} was not successful, so it cannot be refunded.`);
    if (books.list('dispute', { parent: before.id }).some(({ status }) => status !== 'won'))
      throw refusal(`Charge ${before.id} has been charged back; cannot issue a refund.`, {
        code: 'charge_disputed',
      });
    if (left === 0)
      throw refusal(`Charge ${before.id} has already been refunded.`, { code: 'charge_already_refunded' });
    const amount = asked ?? left;
    if (amount < 1)
      throw refusal('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
    if (amount > left)
      throw refusal(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
        param: 'amount',
      });
    const made: Refund = {
      ...{ id: newId('re_', 24), object: 'refund', created: books.now(), metadata: input.metadata() },
      ...{ amount, charge: before.id, currency: before.currency, payment_intent: before.payment_intent },
      ...{ reason: input.text('reason') ?? null, receipt_number: null, status: 'succeeded' },
    };
    books.put('refund', made, before.id);
    books.notify('refund.created', made);
    const refunded = amount === left;
    const amount_refunded = before.amount_refunded + amount;
    books.notify('charge.refunded', books.put('charge', { ...before, amount_refunded, refunded }));
    return made;
  });
}

/** The charge that is named, by itself or by its payment. */
function chargeIn(books: Books, input: Reader): Charge {
  const id = input.text('charge');
  if (id !== undefined) return books.find('charge', id);
  const intentId = input.text('payment_intent');
  if (intentId === undefined)
    throw refusal(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  const found = books.look('intent', intentId);
  if (!found) throw missing('payment_intent', intentId, 'payment_intent');
  if (found.latest_charge === null)
    throw refusal(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
  return books.find('charge', found.latest_charge);
}
