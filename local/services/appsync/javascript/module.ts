import { FieldError } from '../errors.ts';
import { asFunctionBody, MODULES } from './as-function.ts';
import { checkCode } from './check-code.ts';
import { dynamodbModule } from './dynamodb/index.ts';
import { EarlyReturn, type Invocation } from './invocation.ts';
import type { Realm } from './realm.ts';
import { createUtil } from './util/index.ts';

export type HandlerName = 'request' | 'response';

/** Code that passed AppSync's checks, not yet bound to a realm. */
export interface ResolverModule {
  readonly logicalId: string;
  readonly body: string;
}

/** A handler's context, as JSON: it crosses the border as text anyway. */
export interface ContextTexts {
  /** The members that nearly every handler reads: one object. */
  readonly eager: string;
  /** The others, each by itself: only what a handler asks for is read. */
  readonly lazy: Readonly<Record<string, string>>;
}

export interface HandlerResult {
  readonly value: unknown;
  /** Characters of the value as JSON. */
  readonly size: number;
  /** `ctx.stash` as the handler left it, as JSON. */
  readonly stash: string;
  /** The handler ended by `runtime.earlyReturn`. */
  readonly early?: 'END' | 'NEXT';
}

/** Runs one handler on a context. */
export type RunHandler = (
  handler: HandlerName,
  context: ContextTexts,
  invocation: Invocation,
) => HandlerResult;

export function compileCode(logicalId: string, code: string): ResolverModule {
  return { logicalId, body: asFunctionBody(code, checkCode(code)) };
}

interface GuestContext {
  arguments: unknown;
  args: unknown;
  stash: unknown;
}

/** Binds modules to one realm. Each call runs the module anew: nothing is kept from one to the next. */
export function createLoader(
  realm: Realm,
  onFault: (logicalId: string, error: unknown) => void,
): (module: ResolverModule) => RunHandler {
  const expose = (members: object): object =>
    Object.freeze(
      Object.assign(
        Object.create(null) as object,
        Object.fromEntries(
          Object.entries(members).map(([name, member]) => [
            name,
            typeof member === 'function'
              ? realm.expose(member as (...values: never[]) => unknown)
              : expose(member as object),
          ]),
        ),
      ),
    );
  const util = createUtil();
  const shared = { util: expose(util.shared), dynamodb: expose(dynamodbModule) };
  /** The members that know their call find it here: handlers run to their end without a pause. */
  let current: Invocation | undefined;
  const bound = expose(util.bind(() => current!)) as Record<'util' | 'extensions' | 'runtime', object>;
  const utilOfRealm = Object.freeze(Object.assign(Object.create(null) as object, shared.util, bound.util));
  const modules = {
    '@aws-appsync/utils': { util: utilOfRealm, extensions: bound.extensions, runtime: bound.runtime },
    '@aws-appsync/utils/dynamodb': shared.dynamodb,
  };

  return ({ logicalId, body }) => {
    const create = realm.compile(logicalId, body, [MODULES, 'util', 'extensions', 'runtime']);
    return (handler, { eager, lazy }, invocation) => {
      const context = realm.parse(eager, lazy) as GuestContext;
      context.args = context.arguments;
      current = invocation;
      const leave = (value: unknown, early?: 'END' | 'NEXT'): HandlerResult => {
        const text = textOf(value) ?? 'null';
        return {
          value: JSON.parse(text),
          size: text.length,
          stash: textOf(context.stash) ?? '{}',
          ...(early && { early }),
        };
      };
      try {
        const handlers = create(modules, utilOfRealm, bound.extensions, bound.runtime) as Record<
          HandlerName,
          (context: GuestContext) => unknown
        >;
        return leave(handlers[handler](context));
      } catch (error) {
        if (error instanceof EarlyReturn) return leave(error.value, error.skipTo);
        if (error instanceof FieldError) throw error;
        onFault(logicalId, error);
        // The engine's own text names variables of the code: it is for the log, not for the caller.
        throw new FieldError('Runtime Error', 'Code');
      } finally {
        current = undefined;
      }
    };
  };
}

/** Out of the realm by way of JSON, as AppSync does it: what JSON cannot say is dropped. */
const textOf = (value: unknown) => JSON.stringify(value) as string | undefined;
