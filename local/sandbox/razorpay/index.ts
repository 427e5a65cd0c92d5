import type { BooksOptions } from '../books.ts';
import type { Provider } from '../provider.ts';
import { createApi } from './api.ts';
import { createRazorpayBooks } from './books.ts';
import { createCheckout } from './checkout/routes.ts';
import { createControl } from './control.ts';
import { EVENT_NAMES } from './notices.ts';
import { shownOrders } from './shown.ts';

export function createRazorpay(options: BooksOptions): Provider {
  const books = createRazorpayBooks(options);
  return {
    ...{ name: 'razorpay', title: 'Razorpay', events: EVENT_NAMES },
    routers: [createControl(books), createCheckout(books), createApi(books)],
    orders: () => shownOrders(books),
  };
}
