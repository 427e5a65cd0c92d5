import { isDeepStrictEqual } from 'node:util';
import { FieldError } from '../../errors.ts';
import { isObject } from '../../json.ts';
import type { Effects } from '../invocation.ts';

const MOST_INVALIDATIONS = 5;

/** `extensions`: filters of the subscription that is starting, and the end of others. */
export function createExtensions(effects: () => Effects) {
  return {
    setSubscriptionFilter: (filter: unknown) => {
      effects().subscriptionFilter = copy(filter);
    },
    setSubscriptionInvalidationFilter: (filter: unknown) => {
      effects().invalidationFilter = copy(filter);
    },
    invalidateSubscriptions: (request: unknown) => {
      const asked = copy(request);
      if (!isObject(asked) || typeof asked['subscriptionField'] !== 'string')
        throw new FieldError('invalidateSubscriptions needs a subscriptionField.', 'MappingTemplate');
      const { invalidations } = effects();
      const invalidation = { subscriptionField: asked['subscriptionField'], payload: asked['payload'] ?? {} };
      // The same one asked for again counts once.
      if (invalidations.some((one) => isDeepStrictEqual(one, invalidation))) return;
      if (invalidations.length >= MOST_INVALIDATIONS)
        throw new FieldError(
          `At most ${MOST_INVALIDATIONS} invalidateSubscriptions calls a request.`,
          'LimitExceeded',
        );
      invalidations.push(invalidation);
    },
    /** There is no cache on this machine, so an entry is always gone. */
    evictFromApiCache: () => null,
  };
}

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
