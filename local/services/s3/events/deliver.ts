import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Message } from './outbox.ts';
import type { BridgeEvent } from './records.ts';

/** Throws when the target refuses. */
export type Deliver = (message: Message) => Promise<void>;

/** Hands a message to its target as S3 does: in its own name and for the bucket, so the target's policy decides. */
export function createDelivery(
  runtime: Pick<Runtime, 'peers' | 'accountId'>,
  bucketArn: (bucket: string) => string,
): Deliver {
  return async ({ kind, target, bucket, body }) => {
    const { peers, accountId } = runtime;
    const caller: Principal = {
      kind: 'service',
      service: 's3.amazonaws.com',
      sourceArn: bucketArn(bucket),
      sourceAccount: accountId,
    };
    switch (kind) {
      case 'queue':
        await peers.sqs.sendMessage(target, body, caller);
        break;
      case 'function':
        await peers.lambda.invoke(target, body, 'Event', caller);
        break;
      case 'bus': {
        const event = JSON.parse(body) as BridgeEvent;
        await peers.events.put({ ...event, time: new Date(event.time) });
        break;
      }
    }
  };
}
