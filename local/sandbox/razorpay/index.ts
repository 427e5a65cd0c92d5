import type { Router } from '../http/routes.ts';
import { createApi } from './api.ts';
import { createBooks, type Books } from './books.ts';
import { createCheckout } from './checkout/routes.ts';
import { createControl } from './control.ts';

/** Razorpay as a merchant meets it: its API, its checkout, and what can be done at its dashboard. */
export function createRazorpay(options: Parameters<typeof createBooks>[0]): {
  readonly books: Books;
  readonly routers: readonly Router[];
} {
  const books = createBooks(options);
  return { books, routers: [createControl(books), createCheckout(books), createApi(books)] };
}
