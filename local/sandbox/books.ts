import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../runtime/clock.ts';
import { transaction } from '../runtime/database.ts';
import type { Account, Accounts } from './accounts.ts';
import type { Deliveries } from './deliveries/deliveries.ts';
import type { Documents, Identified, Selection } from './documents.ts';

export interface BooksOptions {
  readonly database: DatabaseSync;
  readonly documents: Documents;
  readonly accounts: Accounts;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
}

/** Everything of one account, by kind, and the changes to it: each whole, together with what the webhook is told of it. */
export interface CommonBooks<Kinds> {
  /** Seconds since the epoch. */
  now(): number;
  account(): Account | undefined;
  look<K extends keyof Kinds>(kind: K, id: string): Kinds[K] | undefined;
  list<K extends keyof Kinds>(kind: K, selection?: Selection): Kinds[K][];
  put<K extends keyof Kinds>(kind: K, document: Kinds[K], parent?: string): Kinds[K];
  /** What `work` does is kept whole, notices included, or not at all. */
  enter<T>(work: () => T): T;
}

export function createBooks<Kinds extends { readonly [K in keyof Kinds]: Identified }>(
  provider: string,
  { database, documents, accounts, clock }: BooksOptions,
): CommonBooks<Kinds> {
  const kindOf = (kind: keyof Kinds) => `${provider}-${String(kind)}`;
  return {
    now: () => Math.floor(clock.now() / 1000),
    account: () => accounts.find(provider),
    look: <K extends keyof Kinds>(kind: K, id: string) => documents.find<Kinds[K]>(kindOf(kind), id),
    list: <K extends keyof Kinds>(kind: K, selection?: Selection) =>
      documents.list<Kinds[K]>(kindOf(kind), selection),
    put(kind, document, parent) {
      documents.put(kindOf(kind), document, parent);
      return document;
    },
    enter: (work) => transaction(database, work),
  };
}
