import { createBooks, type BooksOptions, type CommonBooks } from '../books.ts';
import type { Charge, Dispute, Intent, LineItem, Metadata, Refund, Session } from './entities.ts';
import { missing } from './errors.ts';
import type { KeptAnswer } from './idempotency.ts';
import { noticeOf, type EventName } from './notices.ts';

/** A session, and what is not shown of it: what is bought, and what its payment intent will be given. */
export interface KeptSession extends Session {
  readonly kept: { readonly items: readonly LineItem[]; readonly intentMetadata: Metadata };
}

interface Kinds {
  readonly session: KeptSession;
  readonly intent: Intent;
  readonly charge: Charge;
  readonly refund: Refund;
  readonly dispute: Dispute;
  readonly answer: KeptAnswer;
}

/** What Stripe calls them, and the parameter that names one. */
const NAMES = {
  session: ['checkout.session', 'session'],
  intent: ['payment_intent', 'intent'],
  charge: ['charge', 'charge'],
  refund: ['refund', 'refund'],
  dispute: ['dispute', 'dispute'],
} as const;

export interface Books extends CommonBooks<Kinds> {
  /** @throws HttpError when there is none */
  find<K extends keyof typeof NAMES>(kind: K, id: string): Kinds[K];
  notify(event: EventName, object: object): void;
}

export function createStripeBooks(options: BooksOptions): Books {
  const books = createBooks<Kinds>('stripe', options);
  return {
    ...books,
    find<K extends keyof typeof NAMES>(kind: K, id: string) {
      const found = books.look(kind, id);
      const [name, parameter] = NAMES[kind];
      if (!found) throw missing(name, id, parameter);
      return found;
    },
    notify(event, object) {
      const account = books.account();
      if (account) options.deliveries.add(noticeOf(account, event, object, books.now()));
    },
  };
}

export function shownSession({ kept: _kept, ...session }: KeptSession): Session {
  return session;
}
