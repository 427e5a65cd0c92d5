import type { Account } from '../accounts.ts';
import { isSame } from '../http/is-same.ts';
import type { Selection } from '../documents.ts';
import { readJson, type Exchange } from '../http/exchange.ts';
import { createRouter, type Handler, type Router } from '../http/routes.ts';
import { shownOrder, type Books } from './books.ts';
import { collection } from './entities.ts';
import { badRequest, unknownId } from './errors.ts';
import { createOrder, editOrder } from './orders.ts';
import { capture } from './payments.ts';
import { refund } from './refunds.ts';

/** The REST API, as a merchant's server calls it. */
export function createApi(books: Books): Router {
  const refundsOf = (payment: string, exchange: Exchange) =>
    collection(books.list('refund', { ...page(exchange), parent: books.find('payment', payment).id }));

  const route = createRouter({
    'POST /v1/orders': async (exchange) => ({ json: createOrder(books, await readJson(exchange)) }),
    'GET /v1/orders': (exchange) => ({ json: collection(ordersOf(exchange).map(shownOrder)) }),
    'GET /v1/orders/:id': (_exchange, id) => ({ json: shownOrder(books.find('order', id!)) }),
    'PATCH /v1/orders/:id': async (exchange, id) => ({
      json: editOrder(books, id!, await readJson(exchange)),
    }),
    'GET /v1/orders/:id/payments': (_exchange, id) => ({
      json: collection(books.list('payment', { parent: books.find('order', id!).id })),
    }),
    'GET /v1/payments': (exchange) => ({ json: collection(books.list('payment', page(exchange))) }),
    'GET /v1/payments/:id': (_exchange, id) => ({ json: books.find('payment', id!) }),
    'POST /v1/payments/:id/capture': async (exchange, id) => ({
      json: capture(books, id!, await readJson(exchange)),
    }),
    'POST /v1/payments/:id/refund': async (exchange, id) => ({
      json: refund(books, id!, await readJson(exchange)),
    }),
    'GET /v1/payments/:id/refunds': (exchange, id) => ({ json: refundsOf(id!, exchange) }),
    'GET /v1/payments/:id/refunds/:refund': (_exchange, id, refundId) => {
      const found = books.find('refund', refundId!);
      if (found.payment_id !== id) throw unknownId();
      return { json: found };
    },
    'GET /v1/refunds': (exchange) => ({ json: collection(books.list('refund', page(exchange))) }),
    'GET /v1/refunds/:id': (_exchange, id) => ({ json: books.find('refund', id!) }),
    'GET /v1/disputes': (exchange) => ({ json: collection(books.list('dispute', page(exchange))) }),
    'GET /v1/disputes/:id': (_exchange, id) => ({ json: books.find('dispute', id!) }),
  } satisfies Record<string, Handler>);

  function ordersOf(exchange: Exchange) {
    const receipt = exchange.query.get('receipt');
    if (receipt === null) return books.list('order', page(exchange));
    const { count, skip = 0, ...time } = page(exchange);
    return books
      .list('order', time)
      .filter((order) => order.receipt === receipt)
      .slice(skip, skip + count);
  }

  return async (exchange) => {
    if (!exchange.path.startsWith('/v1/')) return undefined;
    authenticate(exchange, books.account());
    const answer = await route(exchange);
    if (!answer) throw badRequest('The requested URL was not found on the server.');
    return answer;
  };
}

/** Basic authentication with key id and secret. */
function authenticate({ headers }: Exchange, account: Account | undefined): void {
  const refused = (description: string) => badRequest(description, { status: 401, reason: 'NA', step: 'NA' });
  const [, encoded] = /^Basic ([\w+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) throw refused('Please provide your api key for authentication purposes.');
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  if (!account || !isSame(given, `${account.keyId}:${account.keySecret}`))
    throw refused('Authentication failed');
}

const MOST = 100;
const USUAL = 10;

/** Which part of a list is asked for. */
function page({ query }: Exchange): Selection & { readonly count: number } {
  const number = (name: string) => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (/^\d{1,10}$/.test(text)) return Number(text);
    throw badRequest(`The ${name} must be an integer.`, { field: name });
  };
  const [from, to, skip, count = USUAL] = ['from', 'to', 'skip', 'count'].map(number);
  if (count! > MOST) throw badRequest(`The count may not be greater than ${MOST}.`, { field: 'count' });
  return {
    count: count!,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(skip !== undefined && { skip }),
  };
}
