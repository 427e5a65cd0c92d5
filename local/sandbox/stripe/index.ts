import type { BooksOptions } from '../books.ts';
import type { Provider } from '../provider.ts';
import { createApi } from './api.ts';
import { createStripeBooks } from './books.ts';
import { createCheckout } from './checkout/routes.ts';
import { createControl } from './control.ts';
import { createExpiry } from './expiry.ts';
import { EVENT_NAMES } from './notices.ts';
import { shownOrders } from './shown.ts';

export function createStripe(options: BooksOptions, onFault: (error: unknown) => void): Provider {
  const books = createStripeBooks(options);
  const expiry = createExpiry(options, books, onFault);
  return {
    ...{ name: 'stripe', title: 'Stripe', events: EVENT_NAMES },
    routers: [createControl(books), createCheckout(books), createApi(books, (id) => expiry.add([id]))],
    orders: () => shownOrders(books),
    start: () => expiry.start(),
    stop: () => expiry.stop(),
  };
}
