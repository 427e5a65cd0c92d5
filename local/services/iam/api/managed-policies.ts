import type { QueryOperations } from '../../../runtime/protocols/query.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { ManagedPolicy } from '../roles.ts';
import { encoded, POLICY_ARN, required } from './input.ts';
import { noSuchEntity } from './roles.ts';
import type { ApiParts } from './index.ts';

/** Managed policies have one version here: a template knows no others. */
const VERSION = 'v1';

export function managedPolicyOperations({ registry, authorize }: ApiParts): QueryOperations {
  const found = (input: URLSearchParams, call: AwsCall, action: string): ManagedPolicy => {
    const arn = required(input, 'PolicyArn', POLICY_ARN);
    authorize({ caller: call.caller, action: `iam:${action}`, resource: arn });
    const policy = registry.managed.get(arn);
    if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    return policy;
  };

  return {
    GetPolicy(input, call) {
      const policy = found(input, call, 'GetPolicy');
      const bearers = [...registry.roles.values()];
      return {
        Policy: {
          PolicyName: policy.name,
          PolicyId: policy.id,
          Arn: policy.arn,
          Path: policy.path,
          Description: policy.description,
          DefaultVersionId: VERSION,
          AttachmentCount: bearers.filter(({ managed }) => managed.has(policy.arn)).length,
          PermissionsBoundaryUsageCount: bearers.filter(({ boundary }) => boundary === policy.arn).length,
          IsAttachable: true,
          CreateDate: new Date(policy.createdAt).toISOString(),
          UpdateDate: new Date(policy.createdAt).toISOString(),
        },
      };
    },

    GetPolicyVersion(input, call) {
      const policy = found(input, call, 'GetPolicyVersion');
      const VersionId = required(input, 'VersionId', /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/);
      if (VersionId !== VERSION)
        throw noSuchEntity(`Policy ${policy.arn} version ${VersionId} does not exist or is not attachable.`);
      return {
        PolicyVersion: {
          Document: encoded(policy.document),
          VersionId,
          IsDefaultVersion: true,
          CreateDate: new Date(policy.createdAt).toISOString(),
        },
      };
    },
  };
}
