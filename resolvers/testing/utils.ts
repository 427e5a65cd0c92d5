import { EarlyReturn, Raised } from './outcomes.ts';

/*
 * For unit tests alone: `@aws-appsync/utils` as far as the resolvers use it. The package has no code, AppSync brings it
 * along. Whether the two agree is what the system tests show, on bundles that run in AppSync's own rules.
 */

export const NOW = '2026-01-31T09:30:00.000Z';

/** The filter that a subscription has set last. */
export const heard: { filter: unknown } = { filter: undefined };

export const util = {
  error(message: string, type?: string): never {
    throw new Raised(message, type);
  },
  unauthorized(): never {
    throw new Raised('Unauthorized', 'Unauthorized');
  },
  matches: (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`, 'u').test(text),
  str: { normalize: (text: string, form: string) => text.normalize(form.toUpperCase()) },
  time: { nowISO8601: () => NOW, nowEpochSeconds: () => Date.parse(NOW) / 1_000 },
  dynamodb: { toMapValues: (values: object) => values },
  transform: { toSubscriptionFilter: (filter: unknown) => filter },
};

export const extensions = {
  setSubscriptionFilter(filter: unknown) {
    heard.filter = filter;
  },
};

export const runtime = {
  earlyReturn(value: unknown, { skipTo = 'NEXT' }: { skipTo?: 'END' | 'NEXT' } = {}): never {
    throw new EarlyReturn(value, skipTo);
  },
};
