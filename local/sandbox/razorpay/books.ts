import { createBooks, type BooksOptions, type CommonBooks } from '../books.ts';
import type { Dispute, Order, Payment, Refund } from './entities.ts';
import { unknownId } from './errors.ts';
import { noticeOf, type EventName, type Snapshot } from './notices.ts';

/** An order, and what is not shown of it: whether its payments are captured by themselves. */
export interface KeptOrder extends Order {
  readonly capture: 'automatic' | 'manual';
}

interface Kinds {
  readonly order: KeptOrder;
  readonly payment: Payment;
  readonly refund: Refund;
  readonly dispute: Dispute;
}

export interface Books extends CommonBooks<Kinds> {
  /** @throws HttpError when there is none */
  find<K extends keyof Kinds>(kind: K, id: string): Kinds[K];
  notify(event: EventName, snapshot: Snapshot): void;
}

export function createRazorpayBooks(options: BooksOptions): Books {
  const books = createBooks<Kinds>('razorpay', options);
  return {
    ...books,
    find<K extends keyof Kinds>(kind: K, id: string) {
      const found = books.look(kind, id);
      if (!found) throw unknownId();
      return found;
    },
    notify(event, snapshot) {
      const account = books.account();
      if (account) options.deliveries.add(noticeOf(account, event, snapshot, books.now()));
    },
  };
}

export function shownOrder({ capture: _kept, ...order }: KeptOrder): Order {
  return order;
}
