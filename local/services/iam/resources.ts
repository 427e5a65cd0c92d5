import { TemplateError } from '../../runtime/errors.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import type { Changes } from './changes.ts';
import { asList } from './match.ts';
import type { Registry, Role } from './roles.ts';
import { checkTemplatePolicy } from './validate.ts';

interface RoleProperties {
  readonly AssumeRolePolicyDocument?: unknown;
  readonly Description?: string;
  readonly ManagedPolicyArns?: readonly string[];
  readonly MaxSessionDuration?: number;
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
  readonly RoleName?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const ROLE_PROPERTIES = [
  ...['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'MaxSessionDuration', 'Path'],
  ...['PermissionsBoundary', 'Policies', 'RoleName', 'Tags'],
];
const POLICY_PROPERTIES = ['PolicyDocument', 'PolicyName', 'Roles'];
const MANAGED_POLICY_PROPERTIES = ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'];

/** Seconds: what AWS takes, and what a role has that says nothing. */
const SESSION = { least: 3600, most: 43_200, usual: 3600 };

/** The types `AWS::IAM::Role`, `Policy` and `ManagedPolicy`: made, changed in place, and taken away. */
export function createIamResources(runtime: Runtime, registry: Registry, changes: Changes) {
  const { roles, managed } = registry;

  return {
    create(resource: Resource): Created {
      const created = make(resource);
      registry.changed();
      return created;
    },

    delete({ logicalId }: Resource): void {
      registry.detachAll(logicalId);
      for (const [arn, role] of roles)
        if (role.logicalId === logicalId) {
          roles.delete(arn);
          changes.forget(arn);
        }
      for (const [arn, policy] of managed)
        if (policy.logicalId === logicalId) {
          managed.delete(arn);
          for (const role of roles.values()) role.managed.delete(arn);
        }
      registry.changed();
    },
  };

  function make(resource: Resource): Created {
    switch (resource.type) {
      case 'AWS::IAM::Role':
        return createRole(resource);
      case 'AWS::IAM::Policy':
        return createPolicy(resource);
      case 'AWS::IAM::ManagedPolicy':
        return createManagedPolicy(resource);
      default:
        throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
    }
  }

  function createRole(resource: Resource): Created {
    allowProperties(resource, ROLE_PROPERTIES);
    const { logicalId } = resource;
    const properties = (resource.properties ?? {}) as RoleProperties;
    const name = named(logicalId, properties.RoleName ?? runtime.nameFor(logicalId, { maxLength: 64 }), 64);
    const path = properties.Path ?? '/';
    const arn = `arn:aws:iam::${runtime.accountId}:role${path}${name}`;
    const other = registry.roleNamed(name);
    if (other && other.logicalId !== logicalId)
      throw new TemplateError(logicalId, `a role with the name ${name} already exists.`);
    const maxSessionSeconds = properties.MaxSessionDuration ?? SESSION.usual;
    if (!(maxSessionSeconds >= SESSION.least && maxSessionSeconds <= SESSION.most))
      throw new TemplateError(logicalId, 'MaxSessionDuration must be from 3600 to 43200 seconds.');
    const trust = checkTemplatePolicy(logicalId, properties.AssumeRolePolicyDocument, 'trust');
    const own = asList(properties.Policies).map(({ PolicyName, PolicyDocument }) => ({
      name: named(logicalId, PolicyName, 128),
      document: checkTemplatePolicy(logicalId, PolicyDocument, 'identity'),
    }));
    const arns = asList(properties.ManagedPolicyArns);
    for (const policyArn of [...arns, ...asList(properties.PermissionsBoundary)])
      if (!managed.has(policyArn))
        throw new TemplateError(logicalId, `the managed policy ${policyArn} is not known here.`);

    const before = [...roles.values()].find((role) => role.logicalId === logicalId);
    if (before) roles.delete(before.arn);
    registry.detachAll(logicalId);
    const role: Role = {
      ...{ logicalId, name, path, arn, maxSessionSeconds, trust },
      id: `AROA${runtime.idFor(logicalId, 17).toUpperCase()}`,
      description: properties.Description,
      createdAt: before?.createdAt ?? runtime.clock.now(),
      tags: Object.fromEntries(asList(properties.Tags).map(({ Key, Value }) => [Key, Value])),
      boundary: properties.PermissionsBoundary,
      // What other resources of the template attached to it, and what the API did, stays.
      inline: new Map(keptOf(before, 'inline', logicalId)),
      managed: new Map(keptOf(before, 'managed', logicalId)),
    };
    if (!before)
      for (const [policyName, document] of changes.added(arn))
        role.inline.set(policyName, { document, template: undefined, from: undefined });
    for (const { name: policyName, document } of own) attach(role, policyName, document, logicalId);
    for (const policyArn of arns) role.managed.set(policyArn, { from: logicalId });
    roles.set(arn, role);
    return { ref: name, attributes: { Arn: arn, RoleId: role.id } };
  }

  function createPolicy(resource: Resource): Created {
    allowProperties(resource, POLICY_PROPERTIES);
    const { logicalId, properties } = resource;
    const name = named(logicalId, properties.PolicyName, 128);
    const document = checkTemplatePolicy(logicalId, properties.PolicyDocument, 'identity');
    const bearers = rolesNamed(logicalId, properties.Roles);
    if (bearers.length === 0) throw new TemplateError(logicalId, 'the policy must be attached to a role.');
    registry.detachAll(logicalId);
    for (const role of bearers) attach(role, name, document, logicalId);
    return { ref: name, attributes: { Id: name } };
  }

  function createManagedPolicy(resource: Resource): Created {
    allowProperties(resource, MANAGED_POLICY_PROPERTIES);
    const { logicalId, properties } = resource;
    const chosen = properties.ManagedPolicyName ?? runtime.nameFor(logicalId, { maxLength: 128 });
    const name = named(logicalId, chosen, 128);
    const path = (properties.Path as string | undefined) ?? '/';
    const arn = `arn:aws:iam::${runtime.accountId}:policy${path}${name}`;
    const document = checkTemplatePolicy(logicalId, properties.PolicyDocument, 'identity');
    const bearers = rolesNamed(logicalId, properties.Roles);
    const before = [...managed.values()].find((policy) => policy.logicalId === logicalId);
    if (before) managed.delete(before.arn);
    registry.detachAll(logicalId);
    managed.set(arn, {
      ...{ logicalId, arn, name, path, document },
      id: `ANPA${runtime.idFor(logicalId, 17).toUpperCase()}`,
      description: properties.Description as string | undefined,
      createdAt: before?.createdAt ?? runtime.clock.now(),
    });
    for (const role of bearers) role.managed.set(arn, { from: logicalId });
    return { ref: arn, attributes: { PolicyArn: arn, PolicyId: managed.get(arn)!.id } };
  }

  function attach(role: Role, name: string, template: PolicyDocument, from: string): void {
    role.inline.set(name, { document: changes.inPlaceOf(role.arn, name, template), template, from });
  }

  function rolesNamed(logicalId: string, names: unknown): readonly Role[] {
    return asList(names as string | readonly string[] | undefined).map((name) => {
      const role = registry.roleNamed(name);
      if (!role) throw new TemplateError(logicalId, `there is no role named ${name}.`);
      return role;
    });
  }
}

function keptOf<K extends 'inline' | 'managed'>(role: Role | undefined, kind: K, logicalId: string): Role[K] {
  const all = (role?.[kind] ?? new Map()) as Map<string, { readonly from: string | undefined }>;
  return new Map([...all].filter(([, { from }]) => from !== logicalId)) as unknown as Role[K];
}

function named(logicalId: string, name: unknown, longest: number): string {
  if (typeof name === 'string' && name.length <= longest && /^[\w+=,.@-]+$/.test(name)) return name;
  throw new TemplateError(logicalId, `${String(name)} is no name that IAM takes.`);
}
