import type { Context } from '@aws-appsync/utils';
import { EarlyReturn } from './outcomes.ts';

/** The handlers of a function, or of a resolver. */
export interface Handlers {
  readonly request: (ctx: Context) => unknown;
  readonly response: (ctx: Context) => unknown;
}

export type Request = Readonly<Record<string, unknown>>;
/** What a data source makes of a request. */
export type Source = (request: Request) => { readonly result?: unknown; readonly error?: object };

/** Runs a pipeline as AppSync does: one function after the other, the stash between them as JSON. */
export function runPipeline(
  { resolver, functions }: { resolver: Handlers; functions: readonly Handlers[] },
  given: Context,
  source: Source,
): unknown {
  let stash: unknown = {};
  let result: unknown;
  const handle = (handler: Handlers['request'], more: object) => {
    const ctx = { ...given, ...more, prev: { result }, stash: copy(stash) };
    try {
      return handler(ctx as never);
    } finally {
      stash = ctx.stash;
    }
  };
  handle(resolver.request, {});
  for (const { request, response } of functions) {
    try {
      const answer = source(copy(handle(request, {})) as Request);
      result = copy(handle(response, answer));
    } catch (error) {
      if (!(error instanceof EarlyReturn)) throw error;
      result = copy(error.value);
      if (error.skipTo === 'END') break;
    }
  }
  return copy(handle(resolver.response, { result }));
}

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
