import type { Log } from '../../runtime/log.ts';
import type { AccessRequest, PolicyStatement, Principal } from '../../runtime/principal.ts';
import type { Decision } from './evaluate.ts';

/** Told of every call that was refused. */
export type Explain = (request: AccessRequest, decision: Decision) => void;

/** Distinct refusals remembered; after that many nobody reads them any more. */
const REMEMBERED = 10_000;

/**
 * Prints for each refused call, once, who asked and the statement that would have allowed it: to be pasted into the
 * template. For a role it belongs into a policy of the role, for a service into the policy of the resource.
 */
export function createExplain(log: Log): Explain {
  const told = new Set<string>();
  return (request, { outcome, why, matched }) => {
    const { caller, action, resource } = request;
    const who = nameOf(caller);
    const id = `${who} ${action} ${resource} ${outcome}`;
    if (told.has(id) || told.size >= REMEMBERED) return;
    told.add(id);
    const denial = `${who} was denied ${action} on ${resource}`;
    log.warn(
      'iam',
      outcome === 'explicitDeny'
        ? `${denial}, ${why}. No statement can allow it as long as there is this one:\n${pretty(matched)}`
        : `${denial}, ${why}. To allow it, add ${placeFor(caller, why)}:\n${pretty(statementFor(request, why))}`,
    );
  };
}

const pretty = (value: unknown) => JSON.stringify(value, undefined, 2);

function placeFor(caller: Principal, why: string): string {
  if (caller.kind !== 'role' || why.includes('resource-based')) return 'to the policy of the resource';
  if (why.includes('permissions boundary')) return 'to the permissions boundary of the role';
  if (why.includes('session policy')) return 'to the policy with which the role was assumed';
  return `to a policy of the role ${caller.roleArn.slice(caller.roleArn.lastIndexOf('/') + 1)}`;
}

/** The narrowest statement that allows a call. */
export function statementFor(request: AccessRequest, why = ''): PolicyStatement {
  const { caller, action, resource, context } = request;
  const bySource = caller.kind === 'service' && caller.sourceArn !== '';
  const ofResource = caller.kind !== 'role' || why.includes('resource-based');
  const conditions: Record<string, Record<string, unknown>> = {
    ...(bySource && { ArnEquals: { 'aws:SourceArn': caller.sourceArn } }),
    ...(context?.['iam:PassedToService'] && {
      StringEquals: { 'iam:PassedToService': context['iam:PassedToService'] },
    }),
  };
  return {
    Effect: 'Allow',
    ...(ofResource && { Principal: principalOf(caller) }),
    Action: action,
    ...(action !== 'sts:AssumeRole' || !ofResource ? { Resource: resource } : {}),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

function principalOf(caller: Principal): NonNullable<PolicyStatement['Principal']> {
  if (caller.kind === 'anonymous') return '*';
  if (caller.kind === 'service') return { Service: caller.service };
  return { AWS: caller.kind === 'role' ? caller.roleArn : caller.arn };
}

function nameOf(caller: Principal): string {
  if (caller.kind === 'anonymous') return 'an unsigned request';
  return caller.kind === 'service' ? `${caller.service} (for ${caller.sourceArn})` : caller.arn;
}
