import type { DatabaseSync } from 'node:sqlite';
import type { Account, Accounts } from '../accounts.ts';
import type { Clock } from '../../runtime/clock.ts';
import { transaction } from '../../runtime/database.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Documents, Selection } from '../documents.ts';
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

/** Everything of one account, and the changes to it: each whole, together with what the webhook is told of it. */
export interface Books {
  /** Seconds since the epoch. */
  now(): number;
  account(): Account | undefined;
  look<K extends keyof Kinds>(kind: K, id: string): Kinds[K] | undefined;
  /** @throws HttpError when there is none */
  find<K extends keyof Kinds>(kind: K, id: string): Kinds[K];
  list<K extends keyof Kinds>(kind: K, selection?: Selection): Kinds[K][];
  put<K extends keyof Kinds>(kind: K, document: Kinds[K], parent?: string): Kinds[K];
  /** What `work` does is kept whole, notices included, or not at all. */
  enter<T>(work: () => T): T;
  notify(event: EventName, snapshot: Snapshot): void;
}

export function createBooks(options: {
  readonly database: DatabaseSync;
  readonly documents: Documents;
  readonly accounts: Accounts;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
}): Books {
  const { database, documents, accounts, deliveries, clock } = options;
  const now = () => Math.floor(clock.now() / 1000);
  const account = () => accounts.find('razorpay');
  const kindOf = (kind: keyof Kinds) => `razorpay-${kind}`;
  const look = <K extends keyof Kinds>(kind: K, id: string) => documents.find<Kinds[K]>(kindOf(kind), id);
  return {
    now,
    account,
    look,
    find<K extends keyof Kinds>(kind: K, id: string) {
      const found = look(kind, id);
      if (!found) throw unknownId();
      return found;
    },
    list: <K extends keyof Kinds>(kind: K, selection?: Selection) =>
      documents.list<Kinds[K]>(kindOf(kind), selection),
    put(kind, document, parent) {
      documents.put(kindOf(kind), document, parent);
      return document;
    },
    enter: (work) => transaction(database, work),
    notify(event, snapshot) {
      const owner = account();
      if (owner) deliveries.add(noticeOf(owner, event, snapshot, now()));
    },
  };
}

export function shownOrder({ capture: _kept, ...order }: KeptOrder): Order {
  return order;
}
