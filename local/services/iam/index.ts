import { TemplateError } from '../../runtime/errors.ts';
import type { IamPeer } from '../../runtime/peers.ts';
import type { AccessRequest, PolicyDocument, PolicyStatement } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { iamApi } from './api.ts';
import { findOperator } from './conditions.ts';
import { denied, evaluate, mentions } from './evaluate.ts';
import { AWS_MANAGED_POLICIES } from './managed-policies.ts';
import { asList } from './match.ts';
import { createTally } from './tally.ts';

interface Role {
  readonly trust: PolicyDocument;
  /** Inline and attached policies by name or ARN. */
  readonly policies: Map<string, PolicyDocument>;
}

/** Roles and policies of the template, and the decision on every call. */
export function createIam(runtime: Runtime): Service & IamPeer {
  const roles = new Map<string, Role>();
  const managed = new Map<string, PolicyDocument>(Object.entries(AWS_MANAGED_POLICIES));
  const tally = createTally();

  return {
    create(resource) {
      if (resource.type === 'AWS::IAM::Role') return createRole(resource);
      if (resource.type === 'AWS::IAM::Policy') return createPolicy(resource);
      return createManagedPolicy(resource);
    },

    handle: iamApi(tally, runtime.log),

    authorize(request) {
      try {
        decide(request);
      } catch (error) {
        tally.add(request, 'denied');
        throw error;
      }
      tally.add(request, 'allowed');
    },

    assumeRole(roleArn, service, sessionName) {
      evaluate(
        {
          caller: { kind: 'service', service, sourceArn: '', sourceAccount: runtime.accountId },
          action: 'sts:AssumeRole',
          resource: roleArn,
          resourcePolicy: roles.get(roleArn)?.trust,
        },
        [],
      );
      const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      return {
        kind: 'role',
        arn: `arn:aws:sts::${runtime.accountId}:assumed-role/${name}/${sessionName}`,
        roleArn,
        sessionName,
        accountId: runtime.accountId,
      };
    },
  };

  function decide(request: AccessRequest): void {
    const { caller, action, resource } = request;
    const own = caller.kind === 'role' ? [...(roles.get(caller.roleArn)?.policies.values() ?? [])] : [];
    if (action !== 'sts:AssumeRole') return evaluate(request, own);
    const trust = roles.get(resource)?.trust;
    // AWS lets no root assume a role. Here the root is the person at the machine, who may look through any role's eyes.
    if (!trust || (caller.kind !== 'root' && !mentions(trust, request)))
      throw denied(request, `because no resource-based policy allows the ${action} action`);
    evaluate({ ...request, resourcePolicy: trust }, own);
  }

  function createRole({ logicalId, properties }: Resource): Created {
    const name = (properties.RoleName as string | undefined) ?? runtime.nameFor(logicalId);
    const arn = `arn:aws:iam::${runtime.accountId}:role${(properties.Path as string | undefined) ?? '/'}${name}`;
    const policies = new Map<string, PolicyDocument>();
    for (const inline of asList<{ PolicyName: string; PolicyDocument: PolicyDocument }>(properties.Policies))
      policies.set(inline.PolicyName, checked(logicalId, inline.PolicyDocument));
    for (const policyArn of asList<string>(properties.ManagedPolicyArns)) {
      const policy = managed.get(policyArn);
      if (!policy) throw new TemplateError(logicalId, `the managed policy ${policyArn} is not known here.`);
      policies.set(policyArn, policy);
    }
    roles.set(arn, {
      trust: checked(logicalId, properties.AssumeRolePolicyDocument as PolicyDocument),
      policies,
    });
    return {
      ref: name,
      attributes: { Arn: arn, RoleId: `AROA${runtime.idFor(logicalId, 17).toUpperCase()}` },
    };
  }

  function createPolicy({ logicalId, properties }: Resource): Created {
    const name = properties.PolicyName as string;
    attach(logicalId, asList<string>(properties.Roles), name, properties.PolicyDocument as PolicyDocument);
    return { ref: name, attributes: { Id: name } };
  }

  function createManagedPolicy({ logicalId, properties }: Resource): Created {
    const name = (properties.ManagedPolicyName as string | undefined) ?? runtime.nameFor(logicalId);
    const arn = `arn:aws:iam::${runtime.accountId}:policy/${name}`;
    managed.set(arn, checked(logicalId, properties.PolicyDocument as PolicyDocument));
    attach(logicalId, asList<string>(properties.Roles), arn, properties.PolicyDocument as PolicyDocument);
    return { ref: arn, attributes: { PolicyArn: arn } };
  }

  function attach(
    logicalId: string,
    names: readonly string[],
    policyName: string,
    policy: PolicyDocument,
  ): void {
    for (const name of names) {
      const role = [...roles].find(([arn]) => arn.endsWith(`/${name}`))?.[1];
      if (!role) throw new TemplateError(logicalId, `there is no role named ${name}.`);
      role.policies.set(policyName, checked(logicalId, policy));
    }
  }
}

/** A policy with an operator that is not known, or a variable, would be decided wrongly: refused when it is made. */
function checked(logicalId: string, policy: PolicyDocument): PolicyDocument {
  if (JSON.stringify(policy).includes('${'))
    throw new TemplateError(logicalId, 'policy variables (${…}) are not supported.');
  for (const statement of asList<PolicyStatement>(policy.Statement))
    for (const name of Object.keys(statement.Condition ?? {}))
      if (name !== 'Null' && !findOperator(name))
        throw new TemplateError(logicalId, `the condition operator ${name} is not known here.`);
  return policy;
}
