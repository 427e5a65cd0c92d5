import type { DocumentNode } from 'graphql';
import { isObject } from '../json.ts';
import type { Log } from '../../../runtime/log.ts';
import type { TopLevelField } from '../auth/authorize-fields.ts';
import type { Caller } from '../auth/caller.ts';
import { createExchange, type Exchange } from '../graphql/exchange.ts';
import type { GraphqlAnswer, SelectOptions } from '../graphql/pipeline.ts';
import { enhancedFilter, type Filter } from './filters.ts';

/** One accepted `start`. */
export interface Subscription {
  readonly fieldName: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly request: Exchange['request'];
  readonly filter: Filter;
  /** Absent: no invalidation ends it. */
  readonly invalidation: Filter | undefined;
  /** Hands a `data` payload to the client. */
  deliver(payload: string): void;
  /** Ends it, and with it its whole connection. */
  invalidate(): void;
}

export interface Subscriptions {
  add(subscription: Subscription): void;
  remove(subscription: Subscription): void;
  /** Brings a mutation's answer to everyone whose filter it passes. */
  publish(answer: GraphqlAnswer, exchange: Exchange, fields: readonly TopLevelField[]): void;
}

/** A larger payload is not delivered, and nobody is told: AppSync does no other. In bytes. */
const LARGEST_PAYLOAD = 240 * 1024;

export function createSubscriptions(options: {
  /** Subscription fields by mutation field, from `@aws_subscribe`. */
  readonly publications: ReadonlyMap<string, readonly string[]>;
  readonly select: (options: SelectOptions) => Promise<GraphqlAnswer>;
  readonly log: Log;
}): Subscriptions {
  const { publications, select, log } = options;
  const byField = new Map<string, Set<Subscription>>();

  async function deliver(
    subscription: Subscription,
    published: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { document, operationName, variables, caller, request, fieldName } = subscription;
    const exchange = createExchange(caller, request, { published: true });
    const answer = await select({
      document,
      operationName,
      variables,
      root: { [fieldName]: published },
      exchange,
    });
    const payload = JSON.stringify(answer);
    if (Buffer.byteLength(payload) > LARGEST_PAYLOAD)
      log.warn('appsync', `an event of ${fieldName} is larger than 240 KB and was not delivered`);
    else if (byField.get(fieldName)?.has(subscription)) subscription.deliver(payload);
  }

  function publishField(published: unknown, mutation: string): void {
    if (!isObject(published)) return;
    for (const field of publications.get(mutation) ?? [])
      for (const subscription of byField.get(field) ?? [])
        if (subscription.filter(published))
          deliver(subscription, published).catch((error: unknown) => log.fault('appsync', error));
  }

  function invalidate(subscriptionField: string, payload: unknown): void {
    if (!isObject(payload)) return;
    for (const subscription of [...(byField.get(subscriptionField) ?? [])])
      if (subscription.invalidation?.(payload)) subscription.invalidate();
  }

  return {
    add(subscription) {
      const set = byField.get(subscription.fieldName) ?? new Set();
      byField.set(subscription.fieldName, set.add(subscription));
    },
    remove(subscription) {
      byField.get(subscription.fieldName)?.delete(subscription);
    },
    publish(answer, exchange, fields) {
      for (const { responseKey, fieldName } of fields) publishField(answer.data?.[responseKey], fieldName);
      for (const { subscriptionField, payload } of exchange.effects.invalidations)
        invalidate(subscriptionField, payload);
    },
  };
}

/** The filter that a subscription's resolver set, if it did. */
export const filterOf = (filter: unknown): Filter | undefined =>
  filter === undefined || filter === null ? undefined : enhancedFilter(filter);
