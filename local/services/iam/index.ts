import type { IamPeer, RolesPeer } from '../../runtime/peers.ts';
import type { AccessRequest } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { iamApi } from './api/index.ts';
import { openChanges } from './changes.ts';
import type { Surroundings } from './context.ts';
import { decide, denied, mentions, type Decision } from './evaluate.ts';
import { createExplain } from './explain.ts';
import { AWS_MANAGED_POLICIES } from './managed-policies.ts';
import { createIamResources } from './resources.ts';
import { createRegistry } from './roles.ts';
import { createTally } from './tally.ts';
import { checkPolicy } from './validate.ts';

export interface IamOptions {
  /** Print for each refused call the statement that would allow it. */
  readonly explainDenials?: boolean;
}

/** Roles and policies of the template, and the decision on every call. */
export function createIam(runtime: Runtime, options: IamOptions = {}): Service & IamPeer & RolesPeer {
  const registry = createRegistry();
  for (const policy of AWS_MANAGED_POLICIES) registry.managed.set(policy.arn, policy);
  const changes = openChanges(runtime);
  const tally = createTally();
  const explain = options.explainDenials ? createExplain(runtime.log) : undefined;

  const authorize = (request: AccessRequest) => {
    const decision = judge(request);
    if (decision.outcome === 'allowed') {
      if (!request.isFurther) tally.add(request, 'allowed');
      return;
    }
    tally.add(request, 'denied');
    explain?.(request, decision);
    throw denied(request, decision.why);
  };

  return {
    ...createIamResources(runtime, registry, changes),
    stop: () => changes.close(),
    handle: iamApi({ runtime, registry, changes, tally, judge, authorize }),
    authorize,

    assumeRole(roleArn, service, sessionName, sourceArn = '') {
      const sourceAccount = runtime.accountId;
      const caller = { kind: 'service', service, sourceArn, sourceAccount } as const;
      const request: AccessRequest = { caller, action: 'sts:AssumeRole', resource: roleArn };
      const decision = judge(request);
      if (decision.outcome !== 'allowed') {
        explain?.(request, decision);
        throw denied(request, decision.why);
      }
      const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      return {
        kind: 'role',
        arn: `arn:aws:sts::${runtime.accountId}:assumed-role/${name}/${sessionName}`,
        roleArn,
        sessionName,
        accountId: runtime.accountId,
      };
    },

    findRole(roleArn) {
      const role = registry.roles.get(roleArn);
      return role && { id: role.id, name: role.name, maxSessionSeconds: role.maxSessionSeconds };
    },

    checkPolicy: (document, kind) => checkPolicy(document, kind),
  };

  function judge(request: AccessRequest): Decision {
    const { caller, action, resource } = request;
    const role = caller.kind === 'role' ? registry.roles.get(caller.roleArn) : undefined;
    const surroundings: Surroundings = {
      now: runtime.clock.now(),
      region: runtime.region,
      tags: role?.tags ?? {},
    };
    const own = role ? registry.policiesOf(role.arn) : [];
    const limits = {
      boundary: role && registry.boundaryOf(role),
      session: caller.kind === 'role' ? caller.sessionPolicies : undefined,
    };
    if (action !== 'sts:AssumeRole') return decide(request, own, limits, surroundings);
    const trust = registry.roles.get(resource)?.trust;
    // AWS lets no root assume a role. Here the root is the person at the machine, who may look through any role's eyes.
    if (!trust || (caller.kind !== 'root' && !mentions(trust, request, surroundings)))
      return {
        outcome: 'implicitDeny',
        why: `because no resource-based policy allows the ${action} action`,
        matched: [],
      };
    return decide({ ...request, resourcePolicy: trust }, own, limits, surroundings);
  }
}
