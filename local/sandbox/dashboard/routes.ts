import { join } from 'node:path';
import type { Accounts } from '../accounts.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import { createRouter, type Router } from '../http/routes.ts';
import { page, script, style } from '../pages/assets.ts';
import type { Books } from '../razorpay/books.ts';
import { storiesOf } from '../razorpay/control.ts';
import { EVENT_NAMES } from '../razorpay/notices.ts';
import { dashboardPage } from './page.ts';

const source = (name: string) => join(import.meta.dirname, name);

/** The page of the merchant, who is the person at this machine. */
export function createDashboard(of: {
  readonly accounts: Accounts;
  readonly deliveries: Deliveries;
  readonly razorpay: Books;
}): Router {
  return createRouter({
    'GET /': () =>
      page(
        dashboardPage({
          account: of.accounts.find('razorpay'),
          paused: of.deliveries.isPaused(),
          deliveries: of.deliveries.list(),
          orders: storiesOf(of.razorpay),
          events: EVENT_NAMES,
        }),
        "'none'",
      ),
    'GET /sandbox/dashboard.js': () => script(source('dashboard.ts')),
    'GET /sandbox/style.css': () => style(source('style.css')),
  });
}
