import type { AccessRequest, Principal } from '../../runtime/principal.ts';
import { asList } from './match.ts';
import type { ConditionKeys } from './variables.ts';

/** What the conditions of every call can ask about beside the caller. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly region: string;
  /** Tags of the caller's role. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The condition keys of a call. Loopback stands for TLS on this machine: `aws:SecureTransport` is true. Read lazily,
 * because most statements have no condition.
 * Source: "AWS global condition context keys", IAM User Guide.
 */
export function keysOf({ caller, context }: AccessRequest, surroundings: Surroundings): ConditionKeys {
  let all: Map<string, readonly string[]> | undefined;
  const read = () => {
    const keys = new Map(global(surroundings));
    for (const [name, value] of ofCaller(caller)) keys.set(name, [value]);
    for (const [tag, value] of Object.entries(surroundings.tags))
      keys.set(`aws:principaltag/${tag.toLowerCase()}`, [value]);
    for (const [name, value] of Object.entries(context ?? {})) keys.set(name.toLowerCase(), asList(value));
    return keys;
  };
  return { get: (name) => (all ??= read()).get(name) };
}

const global = ({ now, region }: Surroundings): [string, readonly string[]][] => [
  ['aws:securetransport', ['true']],
  ['aws:currenttime', [new Date(now).toISOString()]],
  ['aws:epochtime', [String(Math.floor(now / 1000))]],
  ['aws:requestedregion', [region]],
  ['aws:viaawsservice', ['false']],
];

function ofCaller(caller: Principal): [string, string][] {
  switch (caller.kind) {
    case 'anonymous':
      return [
        ['aws:principaltype', 'Anonymous'],
        ['aws:sourceip', '127.0.0.1'],
      ];
    case 'service':
      return [
        ...(caller.sourceArn ? [['aws:sourcearn', caller.sourceArn] satisfies [string, string]] : []),
        ['aws:sourceaccount', caller.sourceAccount],
        ['aws:principalisawsservice', 'true'],
        ['aws:principalservicename', caller.service],
        ['aws:principaltype', 'AWSService'],
      ];
    default:
      return [
        ['aws:principalarn', caller.kind === 'role' ? caller.roleArn : caller.arn],
        ['aws:principalaccount', caller.accountId],
        ['aws:principalisawsservice', 'false'],
        ['aws:principaltype', caller.kind === 'role' ? 'AssumedRole' : 'Account'],
        // Whoever signs does so on this machine.
        ['aws:sourceip', '127.0.0.1'],
      ];
  }
}
