import type { PolicyDocument } from '../../runtime/principal.ts';

/** A role with everything that says what it may. */
export interface Role {
  readonly logicalId: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly maxSessionSeconds: number;
  readonly trust: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** ARN of the managed policy that bounds it. */
  readonly boundary: string | undefined;
  /** Its inline policies by name, and the managed ones by ARN: each with the resource of the template it came with. */
  readonly inline: Map<string, Attached>;
  readonly managed: Map<string, { readonly from: string }>;
}

export interface Attached {
  /** Undefined when the API deleted what the template says. */
  readonly document: PolicyDocument | undefined;
  /** What the template says, if it is of the template. */
  readonly template: PolicyDocument | undefined;
  /** Logical id of the role or the policy in the template; absent when it was put by the API. */
  readonly from: string | undefined;
}

/** A customer's or AWS's own managed policy. */
export interface ManagedPolicy {
  readonly logicalId: string | undefined;
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly document: PolicyDocument;
}

/** The roles and managed policies of the account. */
export interface Registry {
  readonly roles: Map<string, Role>;
  readonly managed: Map<string, ManagedPolicy>;
  roleNamed(name: string): Role | undefined;
  /** All that a role's identity policies say. The same list until something changes: it is read on every call. */
  policiesOf(roleArn: string): readonly PolicyDocument[];
  boundaryOf(role: Role): PolicyDocument | undefined;
  /** Must follow every change of a role or a policy. */
  changed(): void;
  /** Takes away everywhere what came with one resource of the template. */
  detachAll(logicalId: string): void;
}

export function createRegistry(): Registry {
  const roles = new Map<string, Role>();
  const managed = new Map<string, ManagedPolicy>();
  const known = new Map<string, readonly PolicyDocument[]>();
  const none: readonly PolicyDocument[] = [];

  return {
    roles,
    managed,
    roleNamed: (name) => [...roles.values()].find((role) => role.name === name),

    policiesOf(roleArn) {
      const cached = known.get(roleArn);
      if (cached) return cached;
      const role = roles.get(roleArn);
      if (!role) return none;
      const documents = [
        ...[...role.inline.values()].flatMap(({ document }) => document ?? []),
        ...[...role.managed.keys()].flatMap((arn) => managed.get(arn)?.document ?? []),
      ];
      known.set(roleArn, documents);
      return documents;
    },

    boundaryOf: (role) => (role.boundary === undefined ? undefined : managed.get(role.boundary)?.document),
    changed: () => known.clear(),

    detachAll(logicalId) {
      for (const role of roles.values()) {
        for (const [name, { from }] of role.inline) if (from === logicalId) role.inline.delete(name);
        for (const [arn, { from }] of role.managed) if (from === logicalId) role.managed.delete(arn);
      }
      known.clear();
    },
  };
}
