import { shown, webhookChange, type Accounts } from './accounts.ts';
import type { Deliveries } from './deliveries/deliveries.ts';
import { readJson } from './http/exchange.ts';
import { HttpError } from './http/http-error.ts';
import { createRouter, type Router } from './http/routes.ts';

/** The sandbox's own API: accounts, their webhooks, and what is on its way to them. */
export function createControl(
  accounts: Accounts,
  deliveries: Deliveries,
  providers: readonly string[],
): Router {
  const shownAccounts = () =>
    Object.fromEntries(
      providers.flatMap((provider) => {
        const account = accounts.find(provider);
        return account ? [[provider, shown(account)]] : [];
      }),
    );
  const shownDeliveries = () => ({ paused: deliveries.isPaused(), items: deliveries.list() });

  return createRouter({
    'GET /sandbox/account': () => ({ json: shownAccounts() }),

    'PUT /sandbox/account': async (exchange) => {
      const input = await readJson(exchange);
      const unknown = Object.keys(input).find((provider) => !providers.includes(provider));
      if (unknown !== undefined) throw new HttpError(400, `There is no provider ${unknown} here.`);
      for (const [provider, account] of Object.entries(input)) accounts.set(provider, account);
      return { json: shownAccounts() };
    },

    'PATCH /sandbox/webhooks/:provider': async (exchange, provider) => {
      const changed = accounts.changeWebhook(provider!, webhookChange(await readJson(exchange)));
      if (!changed) throw new HttpError(404, `There is no webhook of ${provider}.`);
      return { json: shown(changed) };
    },

    'GET /sandbox/deliveries': () => ({ json: shownDeliveries() }),

    'PATCH /sandbox/deliveries': async (exchange) => {
      const { paused } = await readJson(exchange);
      if (typeof paused !== 'boolean') throw new HttpError(400, 'paused is true or false.');
      deliveries.pause(paused);
      return { json: shownDeliveries() };
    },

    'POST /sandbox/deliveries/:id/send': async (_exchange, id) => {
      const sent = await deliveries.send(id!);
      if (!sent) throw new HttpError(404, 'There is no such delivery.');
      return { json: sent };
    },
  });
}
