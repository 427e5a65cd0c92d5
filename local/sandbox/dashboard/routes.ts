import { join } from 'node:path';
import type { Accounts } from '../accounts.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import { createRouter, type Router } from '../http/routes.ts';
import { page, script, style } from '../pages/assets.ts';
import type { Provider } from '../provider.ts';
import { dashboardPage } from './page.ts';

const source = (name: string) => join(import.meta.dirname, name);

/** The page of the merchant, who is the person at this machine. */
export function createDashboard(of: {
  readonly accounts: Accounts;
  readonly deliveries: Deliveries;
  readonly providers: readonly Provider[];
}): Router {
  const accounts = () =>
    of.providers.flatMap(({ name, title, events }) => {
      const account = of.accounts.find(name);
      return account ? [{ provider: name, title, account, events }] : [];
    });
  const orders = () =>
    of.providers.flatMap((provider) => provider.orders()).sort((a, b) => b.createdAt - a.createdAt);
  return createRouter({
    'GET /': () =>
      page(
        dashboardPage({
          accounts: accounts(),
          paused: of.deliveries.isPaused(),
          deliveries: of.deliveries.list(),
          orders: orders(),
        }),
        "'none'",
      ),
    'GET /sandbox/dashboard.js': () => script(source('dashboard.ts')),
    'GET /sandbox/style.css': () => style(source('style.css')),
  });
}
