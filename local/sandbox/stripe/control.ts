import { readJson } from '../http/exchange.ts';
import { HttpError } from '../http/http-error.ts';
import { createRouter, type Router } from '../http/routes.ts';
import { shownSession, type Books } from './books.ts';
import { DISPUTE_STEPS, moveDispute, openDispute, type DisputeStep } from './disputes.ts';
import type { Charge, Dispute, Refund, Session } from './entities.ts';
import { readerOf } from './reader.ts';
import { refund } from './refunds.ts';
import { expireSession } from './sessions.ts';

/** A session with all that happened to it. */
export interface SessionStory extends Session {
  readonly charges: readonly (Charge & {
    readonly refunds: readonly Refund[];
    readonly disputes: readonly Dispute[];
  })[];
}

const MOST_SESSIONS = 100;

/** The newest sessions, for the dashboard. */
export function storiesOf(books: Books): SessionStory[] {
  const chargesOf = (intent: string | null) =>
    intent === null ? [] : books.list('charge', { parent: intent });
  return books.list('session', { count: MOST_SESSIONS }).map((session) => ({
    ...shownSession(session),
    charges: chargesOf(session.payment_intent).map((charge) => ({
      ...charge,
      refunds: books.list('refund', { parent: charge.id }),
      disputes: books.list('dispute', { parent: charge.id }),
    })),
  }));
}

/** What a merchant does at the dashboard, and a bank does by itself. */
export function createControl(books: Books): Router {
  const step = (text: string): DisputeStep => {
    if (Object.hasOwn(DISPUTE_STEPS, text)) return text as DisputeStep;
    throw new HttpError(400, `A dispute can ${Object.keys(DISPUTE_STEPS).join(', ')}.`);
  };
  return createRouter({
    'GET /sandbox/stripe/sessions': () => ({ json: storiesOf(books) }),
    'POST /sandbox/stripe/sessions/:id/expire': (_exchange, id) => ({
      json: shownSession(expireSession(books, id!)),
    }),
    'POST /sandbox/stripe/charges/:id/refund': async (exchange, id) => {
      const { amount } = await readJson(exchange);
      const all = { charge: id! };
      return {
        json: refund(books, readerOf(amount === undefined ? all : { ...all, amount: String(amount) })),
      };
    },
    'POST /sandbox/stripe/charges/:id/dispute': (_exchange, id) => ({ json: openDispute(books, id!) }),
    'POST /sandbox/stripe/disputes/:id/:step': (_exchange, id, name) => ({
      json: moveDispute(books, id!, step(name!)),
    }),
  });
}
