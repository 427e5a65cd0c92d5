import type { Caller } from '../auth/caller.ts';
import type { Batches } from '../data-sources/data-source.ts';
import type { ErrorDetail } from '../errors.ts';
import type { Effects } from '../javascript/invocation.ts';

/** `ctx.request`: what resolvers see of the HTTP request. */
export interface RequestInfo {
  readonly headers: Readonly<Record<string, string>>;
  /** A custom domain's name; this machine has none. */
  readonly domainName: null;
}

/** One field that a resolver has to answer, with all that its context shows. */
export interface FieldCall {
  readonly caller: Caller;
  readonly args: unknown;
  readonly source: unknown;
  readonly request: RequestInfo;
  readonly info: {
    readonly fieldName: string;
    readonly parentTypeName: string;
    readonly variables: unknown;
    readonly selectionSetList: readonly string[];
    readonly selectionSetGraphQL: string;
  };
  readonly effects: Effects;
  readonly batches: Batches;
  readonly appendError: (error: ErrorDetail) => void;
}
