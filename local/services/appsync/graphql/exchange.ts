import type { GraphQLResolveInfo } from 'graphql';
import type { Caller } from '../auth/caller.ts';
import type { Batches } from '../data-sources/data-source.ts';
import { noEffects, type Effects } from '../javascript/invocation.ts';
import type { RequestInfo } from '../resolvers/field-call.ts';
import type { ErrorItem } from './error-items.ts';

/** One GraphQL request under way: its caller, and what its resolvers left behind. */
export interface Exchange {
  readonly caller: Caller;
  readonly request: RequestInfo;
  readonly effects: Effects;
  readonly batches: Batches;
  /** What `util.appendError` added. */
  readonly appended: ErrorItem[];
  resolversRun: number;
  /** Top-level fields that IAM refuses to this caller. */
  readonly refused: ReadonlySet<string>;
  /** A published object is read as it is: no resolver runs on it. */
  readonly published: boolean;
  /** Set when the time is over: no further resolver begins. */
  expired: boolean;
}

export const createExchange = (
  caller: Caller,
  request: RequestInfo,
  options: { readonly refused?: ReadonlySet<string>; readonly published?: boolean } = {},
): Exchange => ({
  caller,
  request,
  effects: noEffects(),
  batches: new Map(),
  appended: [],
  resolversRun: 0,
  refused: options.refused ?? new Set(),
  published: options.published ?? false,
  expired: false,
});

/** The path of a field from the operation down. */
export function pathOf(info: GraphQLResolveInfo): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev) path.unshift(at.key);
  return path;
}
