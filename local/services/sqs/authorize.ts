import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Queues } from './queues.ts';

/** Asks IAM whether the caller may do `action` to the queue, by its own policy or the queue's. */
export function authorizeQueue(
  runtime: Runtime,
  queues: Queues,
  name: string,
  action: string,
  caller: Principal,
): void {
  runtime.peers.iam.authorize({
    caller,
    action: `sqs:${action}`,
    resource: queues.arnOf(name),
    resourcePolicy: queues.policy(name),
  });
}
