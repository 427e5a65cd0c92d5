import { AwsError } from '../../runtime/errors.ts';
import type { IamPeer } from '../../runtime/peers.ts';
import type { AccessRequest, PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import type { Bucket } from './buckets/bucket.ts';
import { s3Error } from './errors.ts';

/** Asks IAM, with the bucket's own policy, and says no in S3's words: every method throws `AccessDenied`. */
export interface Access {
  /** May `caller` do `action` to the bucket, or to the key in it? */
  check(caller: Principal, action: string, bucket: Bucket, key?: string, context?: Conditions): void;
  /** The same for an action on the account, where no bucket's policy has a say. */
  checkAccount(caller: Principal, action: string): void;
}

/** Condition keys of a request, for example `s3:prefix`. */
type Conditions = Readonly<Record<string, string>>;

/** Nothing leaves the machine, so loopback stands for TLS: a policy that denies plain HTTP lets it pass. */
const SECURE: Conditions = { 'aws:SecureTransport': 'true' };

export function createAccess(iam: () => IamPeer): Access {
  function ask(request: AccessRequest): void {
    try {
      iam().authorize(request);
    } catch (error) {
      if (!(error instanceof AwsError) || !error.code.startsWith('AccessDenied')) throw error;
      throw s3Error.accessDenied(request.caller.kind === 'role' ? error.message : undefined);
    }
  }
  return {
    check(caller, action, bucket, key, context = {}) {
      if (caller.kind === 'anonymous' && bucket.restrictPublicBuckets) throw s3Error.accessDenied();
      const resource = key === undefined ? bucket.arn : `${bucket.arn}/${key}`;
      ask({ caller, action, resource, resourcePolicy: bucket.policy, context: { ...SECURE, ...context } });
    },
    checkAccount: (caller, action) => ask({ caller, action, resource: '*', context: SECURE }),
  };
}

/** A policy that lets anybody in: what `BlockPublicPolicy` refuses. */
export function isPublic(policy: PolicyDocument): boolean {
  return [policy.Statement]
    .flat()
    .some(
      (statement: PolicyStatement) =>
        statement.Effect === 'Allow' &&
        Object.keys(statement.Condition ?? {}).length === 0 &&
        (statement.NotPrincipal !== undefined ||
          statement.Principal === '*' ||
          Object.values(statement.Principal ?? {}).some((value) => [value].flat().includes('*'))),
    );
}
