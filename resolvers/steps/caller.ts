import type { Context } from '@aws-appsync/utils';

/** Who asks, as far as anyone needs to know. Both are missing for a guest (API key) and for IAM. */
export interface Caller {
  readonly sub?: string;
  readonly groups?: readonly string[] | null;
}

/** An API key has no identity at all, and IAM's has no `sub`. */
export function caller(ctx: Context): Caller {
  const identity = ctx.identity as Caller | null | undefined;
  return { sub: identity?.sub, groups: identity?.groups };
}
