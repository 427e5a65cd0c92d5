import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Kept } from './store.ts';

/** Who may, and how a parameter is shown. */
export type Access = ReturnType<typeof createAccess>;

export function createAccess(runtime: Runtime) {
  const access = {
    arnOf: (name: string): string => runtime.arn('ssm', `parameter/${name.replace(/^\//, '')}`),

    /** @param name undefined for what is about all parameters */
    allow(
      caller: Principal,
      action: string,
      name: string | undefined,
      context: Readonly<Record<string, string>> = {},
    ): void {
      const resource = name === undefined ? runtime.arn('ssm', '*') : access.arnOf(name);
      runtime.peers.iam.authorize({ caller, action: `ssm:${action}`, resource, context });
    },

    described: (kept: Kept, decrypt: boolean, selector?: string) => ({
      Name: kept.name,
      Type: kept.type,
      Value: decrypt ? kept.value : kept.sealed,
      Version: kept.version,
      ...(selector !== undefined && { Selector: `:${selector}` }),
      LastModifiedDate: kept.changedAt / 1000,
      ARN: access.arnOf(kept.name),
      DataType: 'text',
    }),

    metadata: (kept: Kept) => ({
      Name: kept.name,
      ARN: access.arnOf(kept.name),
      Type: kept.type,
      ...(kept.type === 'SecureString' && { KeyId: 'alias/aws/ssm' }),
      ...(kept.description !== undefined && { Description: kept.description }),
      ...(kept.allowedPattern !== undefined && { AllowedPattern: kept.allowedPattern }),
      LastModifiedDate: kept.changedAt / 1000,
      LastModifiedUser: kept.changedBy,
      Version: kept.version,
      Tier: kept.tier,
      Policies: [],
      DataType: 'text',
    }),
  };
  return access;
}
