import { newId } from '../ids.ts';
import { shownSession, type Books, type KeptSession } from './books.ts';
import type { Charge, Intent } from './entities.ts';
import { expireSession } from './sessions.ts';

export type Outcome = 'success' | 'failure';

const DECLINED = 'Your card was declined.';

/** A person at the checkout pays, or fails to, and may then try again. Nothing happens to a session that is not open. */
export function pay(books: Books, sessionId: string, outcome: Outcome): KeptSession {
  return books.enter(() => {
    const session = books.find('session', sessionId);
    if (session.status !== 'open') return session;
    if (session.expires_at <= books.now()) return expireSession(books, sessionId);
    const before = intentOf(books, session);
    const charge = books.put('charge', newCharge(books, before, outcome), before.id);
    return outcome === 'success'
      ? succeed(books, session, before, charge)
      : fail(books, session, before, charge);
  });
}

function succeed(books: Books, session: KeptSession, before: Intent, charge: Charge): KeptSession {
  books.notify('charge.succeeded', charge);
  const intent = books.put('intent', {
    ...before,
    ...{ amount_received: before.amount, last_payment_error: null, latest_charge: charge.id },
    status: 'succeeded',
  });
  books.notify('payment_intent.succeeded', intent);
  const complete = books.put('session', {
    ...{ ...session, payment_intent: intent.id, payment_status: 'paid', status: 'complete', url: null },
    customer_details: { email: session.customer_email },
  });
  books.notify('checkout.session.completed', shownSession(complete));
  return complete;
}

function fail(books: Books, session: KeptSession, before: Intent, charge: Charge): KeptSession {
  books.notify('charge.failed', charge);
  const intent = books.put('intent', {
    ...{ ...before, latest_charge: charge.id },
    last_payment_error: {
      ...{ charge: charge.id, code: 'card_declined', decline_code: 'generic_decline' },
      ...{ message: DECLINED, type: 'card_error' },
    },
  });
  books.notify('payment_intent.payment_failed', intent);
  return books.put('session', { ...session, payment_intent: intent.id });
}

/** A session has one from the first attempt on. */
function intentOf(books: Books, { id, payment_intent, amount_total, currency, kept }: KeptSession): Intent {
  if (payment_intent !== null) return books.find('intent', payment_intent);
  const intentId = newId('pi_', 24);
  const intent = books.put(
    'intent',
    {
      ...{ id: intentId, object: 'payment_intent', created: books.now(), livemode: false },
      ...{ amount: amount_total, amount_capturable: 0, amount_received: 0, currency },
      ...{ capture_method: 'automatic', client_secret: newId(`${intentId}_secret_`, 24), customer: null },
      ...{ last_payment_error: null, latest_charge: null, metadata: kept.intentMetadata },
      ...{ payment_method_types: ['card'], status: 'requires_payment_method' },
    },
    id,
  );
  books.notify('payment_intent.created', intent);
  return intent;
}

function newCharge(books: Books, { id, amount, currency, metadata }: Intent, outcome: Outcome): Charge {
  const paid = outcome === 'success';
  return {
    ...{ id: newId('ch_', 24), object: 'charge', created: books.now(), livemode: false, metadata },
    ...{ amount, amount_captured: paid ? amount : 0, amount_refunded: 0, currency, captured: paid, paid },
    ...{ customer: null, disputed: false, refunded: false, status: paid ? 'succeeded' : 'failed' },
    ...{ failure_code: paid ? null : 'card_declined', failure_message: paid ? null : DECLINED },
    payment_intent: id,
    payment_method_details: { type: 'card', card: { brand: 'visa', last4: paid ? '4242' : '0002' } },
  };
}
