import { seeOther, type Answer } from '../../http/exchange.ts';
import { refuseForeignOrigin } from '../../http/guard.ts';
import { createRouter, type Router } from '../../http/routes.ts';
import { page } from '../../pages/assets.ts';
import type { Books, KeptSession } from '../books.ts';
import { refusal } from '../errors.ts';
import { pay } from '../payments.ts';
import { checkoutPage } from './page.ts';

/** The page at which a person pays, and its form. Whoever knows a session's id may: it cannot be guessed. */
export function createCheckout(books: Books): Router {
  return createRouter({
    'GET /c/pay/:id': (_exchange, id) => shown(books, books.find('session', id!)),
    'POST /c/pay/:id': async (exchange, id) => {
      refuseForeignOrigin(exchange);
      const outcome = new URLSearchParams((await exchange.body()).toString('utf8')).get('outcome');
      if (outcome !== 'success' && outcome !== 'failure')
        throw refusal('The outcome is success or failure.', { param: 'outcome' });
      const session = pay(books, id!, outcome);
      // Also the second time: who has paid is to come back.
      return seeOther(session.status === 'complete' ? successOf(session) : exchange.path);
    },
  });
}

function shown(books: Books, session: KeptSession): Answer {
  const intent = session.payment_intent === null ? undefined : books.find('intent', session.payment_intent);
  const document = checkoutPage(session, intent?.last_payment_error?.message);
  // Browsers hold the redirect after a form to the same rule as the form.
  return page(document, "'none'", `'self' ${new URL(session.success_url).origin}`);
}

/** Where a person who has paid goes on. */
const successOf = ({ success_url, id }: KeptSession) => success_url.replaceAll('{CHECKOUT_SESSION_ID}', id);
