import type { AccessRequest, Principal } from '../../runtime/principal.ts';

/** How often one principal asked to do one thing since the start. */
export interface CallCount {
  /** A role's ARN, a service's name, `root` or `anonymous`. */
  readonly principal: string;
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  allowed: number;
  denied: number;
}

/**
 * Counts the decisions on calls. One entry for each principal and action, however many resources they name, so
 * that it cannot grow beyond what the roles can do.
 */
export interface Tally {
  add(request: AccessRequest, decision: 'allowed' | 'denied'): void;
  counts(): readonly CallCount[];
}

export function createTally(): Tally {
  const entries = new Map<string, CallCount>();
  return {
    add({ caller, action }, decision) {
      const principal = nameOf(caller);
      const key = `${principal} ${action}`;
      let entry = entries.get(key);
      if (!entry) entries.set(key, (entry = { principal, action, allowed: 0, denied: 0 }));
      entry[decision] += 1;
    },
    counts: () => [...entries.values()],
  };
}

function nameOf(caller: Principal): string {
  if (caller.kind === 'role') return caller.roleArn;
  return caller.kind === 'service' ? caller.service : caller.kind;
}
