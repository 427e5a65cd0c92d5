import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSEMBLY } from '../../scripts/local/settings.ts';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';

/** One action that the template lets one role do. */
export interface Permission {
  /** Logical ids. */
  readonly roleId: string;
  readonly policyId: string;
  /** The role's name as `readCalls` shortens it: `ApiVideosDataSource`. */
  readonly role: string;
  readonly action: string;
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly Roles: readonly { readonly Ref: string }[];
          readonly PolicyDocument: { readonly Statement: readonly Statement[] };
        };
      }
    >
  >;
}

interface Statement {
  readonly Action: string | readonly string[];
}

/** Every action of every role of the synthesized template, each once. */
export function grantedPermissions(): readonly Permission[] {
  const { Resources } = JSON.parse(
    readFileSync(join(ASSEMBLY, 'Playhead.template.json'), 'utf8'),
  ) as Template;
  const all = Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .flatMap(([policyId, { Properties }]) =>
      Properties.Roles.flatMap(({ Ref }) =>
        Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action).map((action) => ({
          ...{ policyId, action },
          roleId: Ref,
          role: Ref.replace(/Role[0-9A-F]{8}$/, ''),
        })),
      ),
    );
  return [...new Map(all.map((one) => [nameOf(one), one])).values()];
}

export const nameOf = ({ role, action }: Pick<Permission, 'role' | 'action'>) => `${role} ${action}`;

/** The policies of a running stack, to take single permissions away through IAM's own API and to give them back. */
export interface RolePolicies {
  /** Takes these away from the roles, runs `work`, and gives them back. */
  without<T>(permissions: readonly Permission[], work: () => Promise<T>): Promise<T>;
}

export async function rolePolicies(outputs: Outputs): Promise<RolePolicies> {
  const iam = new IAMClient(awsClientOptions(outputs));
  const { StackResourceSummaries = [] } = await new CloudFormationClient(awsClientOptions(outputs)).send(
    new ListStackResourcesCommand({ StackName: 'Playhead' }),
  );
  const physical = new Map(
    StackResourceSummaries.map((one) => [one.LogicalResourceId!, one.PhysicalResourceId!]),
  );
  const place = ({ roleId, policyId }: Permission) => ({
    RoleName: physical.get(roleId)!,
    PolicyName: physical.get(policyId)!,
  });
  const read = async (permission: Permission) => {
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(place(permission)));
    return decodeURIComponent(PolicyDocument!);
  };
  const put = (permission: Permission, PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ ...place(permission), PolicyDocument }));

  return {
    async without(permissions, work) {
      const before = new Map<Permission, string>();
      for (const permission of permissions) {
        const document = await read(permission);
        before.set(permission, document);
        await put(permission, withoutAction(document, permission.action));
      }
      try {
        return await work();
      } finally {
        for (const [permission, document] of [...before].reverse()) await put(permission, document);
      }
    },
  };
}

function withoutAction(document: string, action: string): string {
  const policy = JSON.parse(document) as { Statement: Statement[] };
  const left = policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0);
  // IAM knows no empty policy.
  const nothing = { Effect: 'Deny', Action: 'none:None', Resource: '*' };
  return JSON.stringify({ ...policy, Statement: left.length > 0 ? left : [nothing] });
}
