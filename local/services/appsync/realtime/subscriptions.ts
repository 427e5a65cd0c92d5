import type { DocumentNode } from 'graphql';
import type { Log } from '../../../runtime/log.ts';
import type { Caller } from '../auth/caller.ts';
import { createExchange, type Exchange } from '../graphql/exchange.ts';
import type { GraphqlAnswer } from '../graphql/pipeline.ts';
import type { TopLevelField } from '../graphql/plan.ts';
import type { GraphqlCall } from '../graphql/read-call.ts';
import { isObject } from '../json.ts';
import type { Live } from '../serve.ts';
import { enhancedFilter, type Filter } from './filters.ts';
import { badRequest, unauthorizedStart, type StartError } from './start-refusal.ts';

/** What a `start` was accepted with. */
export interface Accepted {
  readonly fieldName: string;
  readonly call: GraphqlCall;
  readonly caller: Caller;
  readonly request: Exchange['request'];
  readonly filter: Filter;
  /** Absent: no invalidation ends it. */
  readonly invalidation: Filter | undefined;
}

/** A subscription on its connection. */
export interface Subscription extends Accepted {
  /** Hands a `data` payload to the client. */
  deliver(payload: string): void;
  /** Ends it alone, by an `error` message. */
  fail(errors: readonly StartError[]): void;
  /** Ends it, and with it its whole connection. */
  invalidate(): void;
}

export interface Subscriptions {
  add(subscription: Subscription): void;
  remove(subscription: Subscription): void;
  /** Brings a mutation's answer to everyone whose filter it passes. */
  publish(answer: GraphqlAnswer, exchange: Exchange, fields: readonly TopLevelField[]): void;
  /** Ends those whose query or whose right to it is not part of the API any more. */
  recheck(): void;
}

/** A larger payload is not delivered, and nobody is told: AppSync does no other. In bytes. */
const LARGEST_PAYLOAD = 240 * 1024;

export function createSubscriptions(current: () => Live, log: Log): Subscriptions {
  /** By field, and there by what is the same to all: who asks alike gets alike, so it is worked out once. */
  const byField = new Map<string, Map<string, Set<Subscription>>>();

  async function deliver(
    published: unknown,
    audience: readonly Subscription[],
    document: DocumentNode,
  ): Promise<void> {
    const { call, caller, request, fieldName } = audience[0]!;
    const answer = await current().pipeline.select({
      document,
      operationName: call.operationName,
      variables: call.variables,
      root: { [fieldName]: published },
      exchange: createExchange(caller, request, { published: true }),
    });
    const payload = JSON.stringify(answer);
    if (Buffer.byteLength(payload) > LARGEST_PAYLOAD)
      log.warn('appsync', `an event of ${fieldName} is larger than 240 KB and was not delivered`);
    else for (const subscription of audience) if (has(subscription)) subscription.deliver(payload);
  }

  const has = (subscription: Subscription) =>
    byField.get(subscription.fieldName)?.get(likenessOf(subscription))?.has(subscription) === true;

  function publishField(published: unknown, mutation: string): void {
    if (published === null || published === undefined) return;
    const { api } = current();
    for (const field of api.schema.publications.get(mutation) ?? [])
      for (const alike of byField.get(field)?.values() ?? []) {
        const audience = [...alike].filter(({ filter }) => filter(published));
        const { document } = audience.length > 0 ? api.documents.check(audience[0]!.call.query) : {};
        if (document)
          deliver(published, audience, document).catch((error: unknown) => log.fault('appsync', error));
      }
  }

  function* all(): Iterable<Subscription> {
    for (const field of [...byField.values()]) for (const alike of [...field.values()]) yield* [...alike];
  }

  return {
    add(subscription) {
      const { fieldName } = subscription;
      const likeness = likenessOf(subscription);
      const field = byField.get(fieldName) ?? new Map<string, Set<Subscription>>();
      const alike = field.get(likeness) ?? new Set();
      byField.set(fieldName, field.set(likeness, alike.add(subscription)));
    },
    remove(subscription) {
      const field = byField.get(subscription.fieldName);
      const likeness = likenessOf(subscription);
      const alike = field?.get(likeness);
      alike?.delete(subscription);
      if (alike?.size === 0) field?.delete(likeness);
      if (field?.size === 0) byField.delete(subscription.fieldName);
    },
    publish(answer, exchange, fields) {
      for (const { responseKey, fieldName } of fields) publishField(answer.data?.[responseKey], fieldName);
      for (const { subscriptionField, payload } of exchange.effects.invalidations)
        if (isObject(payload))
          for (const subscription of all())
            if (subscription.fieldName === subscriptionField && subscription.invalidation?.(payload))
              subscription.invalidate();
    },
    recheck() {
      const { api } = current();
      const type = api.schema.graphql.getSubscriptionType()?.name ?? '';
      for (const subscription of all()) {
        const { call, caller, fieldName } = subscription;
        const { errors } = api.documents.check(call.query);
        if (errors) subscription.fail(badRequest(errors));
        else if (!api.fieldRules(caller, type, fieldName))
          subscription.fail([unauthorizedStart(fieldName, type)]);
      }
    },
  };
}

/** Subscriptions with the same text see the same of an event: what they ask, and as whom. */
const likenesses = new WeakMap<Subscription, string>();

function likenessOf(subscription: Subscription): string {
  const known = likenesses.get(subscription);
  if (known !== undefined) return known;
  const { call, caller } = subscription;
  const { mode, groups, defaultAction } = caller;
  const text = JSON.stringify([call.query, call.operationName, call.variables, mode, groups, defaultAction]);
  likenesses.set(subscription, text);
  return text;
}

/** The filter that a subscription's resolver set, if it did. */
export const filterOf = (filter: unknown): Filter | undefined =>
  filter === undefined || filter === null ? undefined : enhancedFilter(filter);
