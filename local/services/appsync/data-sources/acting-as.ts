import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';

/** A role that AppSync acts under, assumed at the first use; a refusal is not remembered. */
export function actingAs(roleArn: string, runtime: Runtime): () => Principal {
  let principal: Principal | undefined;
  return () =>
    (principal ??= runtime.peers.iam.assumeRole(roleArn, 'appsync.amazonaws.com', 'APPSYNC_ASSUME_ROLE'));
}
