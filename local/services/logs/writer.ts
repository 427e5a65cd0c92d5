import type { LogsPeer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { LogStore } from './store/store.ts';

/** How long a permission holds, in milliseconds: a service sends its lines in batches, and each asks once. */
const BATCH_MS = 500;

/** Writes the lines of services to their groups, each as the role may that the service acts under. */
export function createWriter(runtime: Runtime, store: LogStore): LogsPeer['put'] {
  /** Until when each caller may write to each stream. */
  const allowed = new Map<string, number>();

  function authorize(group: string, stream: string, caller: Principal): void {
    const groupArn = runtime.arn('logs', `log-group:${group}`);
    const ask = (action: string, streamName: string) =>
      runtime.peers.iam.authorize({
        caller,
        action: `logs:${action}`,
        resource: `${groupArn}:log-stream:${streamName}`,
      });
    if (!store.groups.find(group)) {
      ask('CreateLogGroup', '');
      store.groups.put(group);
    }
    if (!store.streams.has(group, stream)) {
      ask('CreateLogStream', stream);
      store.streams.put(group, stream);
    }
    ask('PutLogEvents', stream);
  }

  return (group, stream, message, caller) => {
    const now = performance.now();
    const key = JSON.stringify([caller.kind === 'role' ? caller.roleArn : caller.kind, group, stream]);
    if ((allowed.get(key) ?? 0) <= now) {
      for (const [old, until] of allowed) if (until <= now) allowed.delete(old);
      authorize(group, stream, caller);
      allowed.set(key, now + BATCH_MS);
    }
    const time = runtime.clock.now();
    store.append({ group, stream, message, timestamp: time, ingestionTime: time });
  };
}
