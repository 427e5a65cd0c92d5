import type { Account } from '../accounts.ts';
import type { Exchange } from '../http/exchange.ts';
import { isSame } from '../http/is-same.ts';
import { createRouter, type Handler, type Router } from '../http/routes.ts';
import { newId } from '../ids.ts';
import { shownSession, type Books } from './books.ts';
import { moveDispute } from './disputes.ts';
import { refusal } from './errors.ts';
import { expanded, itemsOf } from './expand.ts';
import { decodeForm } from './form.ts';
import { once } from './idempotency.ts';
import { listed } from './lists.ts';
import { API_VERSION } from './notices.ts';
import { readerOf, type Reader } from './reader.ts';
import { refund } from './refunds.ts';
import { createSession, expireSession } from './sessions.ts';

interface Call {
  readonly input: Reader;
  /** The path's parameter. */
  readonly id: string;
  readonly origin: string;
}
type Table = Readonly<Record<string, (call: Call) => object>>;

/** The REST API, as a merchant's server calls it. */
export function createApi(books: Books, onSession: (id: string) => void): Router {
  const reads: Table = {
    '/v1/checkout/sessions': ({ input }) =>
      listed(books.list('session').map(shownSession), input, '/v1/checkout/sessions', [
        'payment_intent',
        'status',
      ]),
    '/v1/checkout/sessions/:id': ({ id }) => shownSession(books.find('session', id)),
    '/v1/checkout/sessions/:id/line_items': ({ id }) => itemsOf(books, id),
    '/v1/payment_intents/:id': ({ id }) => books.find('intent', id),
    '/v1/charges/:id': ({ id }) => books.find('charge', id),
    '/v1/refunds': ({ input }) =>
      listed(books.list('refund'), input, '/v1/refunds', ['charge', 'payment_intent']),
    '/v1/refunds/:id': ({ id }) => books.find('refund', id),
    '/v1/disputes': ({ input }) =>
      listed(books.list('dispute'), input, '/v1/disputes', ['charge', 'payment_intent']),
    '/v1/disputes/:id': ({ id }) => books.find('dispute', id),
  };
  const changes: Table = {
    '/v1/checkout/sessions': ({ input, origin }) => {
      const session = createSession(books, input, origin);
      onSession(session.id);
      return shownSession(session);
    },
    '/v1/checkout/sessions/:id/expire': ({ id }) => shownSession(expireSession(books, id)),
    '/v1/refunds': ({ input }) => refund(books, input),
    '/v1/disputes/:id/close': ({ id }) => moveDispute(books, id, 'lose'),
  };

  const reading =
    (read: Table[string]): Handler =>
    ({ query, origin }, id = '') => {
      const input = readerOf(decodeForm(query));
      return { json: expanded(books, read({ input, id, origin }), input.texts('expand')) };
    };
  const changing =
    (change: Table[string]): Handler =>
    async (exchange, id = '') => {
      const body = await exchange.body();
      const input = readerOf(decodeForm(new URLSearchParams(body.toString('utf8'))));
      return once(books, exchange, body, () =>
        expanded(books, change({ input, id, origin: exchange.origin }), input.texts('expand')),
      );
    };
  const routed = (method: string, table: Table, handling: (act: Table[string]) => Handler) =>
    Object.entries(table).map(([path, act]) => [`${method} ${path}`, handling(act!)] as const);
  const route = createRouter(
    Object.fromEntries([...routed('GET', reads, reading), ...routed('POST', changes, changing)]),
  );

  return async (exchange) => {
    const { method, path, headers } = exchange;
    // The other provider's paths are the same in part: whose API is called is told by how the caller says who it is.
    if (!path.startsWith('/v1/') || !/^Bearer /i.test(headers.authorization ?? '')) return undefined;
    authenticate(exchange, books.account());
    const answer = await route(exchange);
    if (!answer) throw refusal(`Unrecognized request URL (${method}: ${path}).`, { status: 404 });
    const common = { 'request-id': newId('req_'), 'stripe-version': API_VERSION };
    return { ...answer, headers: { ...common, ...answer.headers } };
  };
}

/** Bearer authentication with the secret key. */
function authenticate({ headers }: Exchange, account: Account | undefined): void {
  const given = headers.authorization!.slice('Bearer '.length);
  if (!account || !isSame(given, account.keySecret))
    throw refusal(`Invalid API Key provided: ${'*'.repeat(8)}${given.slice(-4)}`, { status: 401 });
}
