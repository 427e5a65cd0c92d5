import { AwsError } from '../../../runtime/errors.ts';
import type { AccessRequest } from '../../../runtime/principal.ts';
import { NAMESPACES, queryProtocol } from '../../../runtime/protocols/query.ts';
import { reply } from '../../../runtime/protocols/reply.ts';
import { refuse } from '../../../runtime/protocols/refusal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Changes } from '../changes.ts';
import type { Decision } from '../evaluate.ts';
import type { Registry } from '../roles.ts';
import type { Tally } from '../tally.ts';
import { managedPolicyOperations } from './managed-policies.ts';
import { roleOperations } from './roles.ts';
import { simulateOperations } from './simulate.ts';

/** What the operations work with. */
export interface ApiParts {
  readonly runtime: Runtime;
  readonly registry: Registry;
  readonly changes: Changes;
  readonly tally: Tally;
  judge(request: AccessRequest): Decision;
  authorize(request: AccessRequest): void;
}

/**
 * What IAM answers on the wire. `GET /_calls` is no operation of AWS, hence the underscore: who was allowed and
 * denied what how often, for the root alone. Calls cost money on AWS; here they can be counted.
 */
export function iamApi(parts: ApiParts): (call: AwsCall) => Promise<void> {
  const { log } = parts.runtime;
  const query = queryProtocol({
    namespace: NAMESPACES.iam,
    operations: { ...roleOperations(parts), ...managedPolicyOperations(parts), ...simulateOperations(parts) },
    log,
    internalError: 'ServiceFailure',
  });
  return async (call) => {
    if (call.method !== 'GET' || call.path !== '/_calls') return query(call);
    if (call.caller.kind === 'root')
      return reply(call, 200, 'application/json', JSON.stringify({ calls: parts.tally.counts() }));
    const refusal = new AwsError('AccessDenied', 'Only the account itself may see who called what.', 403);
    refuse(call, refusal, log);
  };
}
