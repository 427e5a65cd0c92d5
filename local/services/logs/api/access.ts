import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { LogStore } from '../store/store.ts';
import { groupName, groupNotFound, streamName, streamNotFound, type Input } from './input.ts';

/** Who may touch what: every operation begins with one of these. */
export interface Access {
  groupArn(name: string): string;
  /** The caller may do it to no group in particular. */
  any(call: AwsCall, action: string): void;
  /** The named group, there or not, once the caller may do it. */
  named(input: Input, call: AwsCall, action: string): string;
  /** The named group, which is there. */
  group(input: Input, call: AwsCall, action: string): string;
  /** The named stream of a group, both of which are there. */
  stream(input: Input, call: AwsCall, action: string): { readonly group: string; readonly stream: string };
}

export function createAccess(runtime: Runtime, store: LogStore): Access {
  const groupArn = (name: string) => runtime.arn('logs', `log-group:${name}`);
  const authorize = (call: AwsCall, action: string, resource: string) =>
    runtime.peers.iam.authorize({ caller: call.caller, action: `logs:${action}`, resource });

  function named(input: Input, call: AwsCall, action: string, stream = ''): string {
    const name = groupName(input);
    authorize(call, action, `${groupArn(name)}:log-stream:${stream}`);
    return name;
  }

  function existing(name: string): string {
    if (!store.groups.find(name)) throw groupNotFound();
    return name;
  }

  return {
    groupArn,
    any: (call, action) => authorize(call, action, groupArn('') + ':log-stream:'),
    named,
    group: (input, call, action) => existing(named(input, call, action)),
    stream(input, call, action) {
      const stream = streamName(input);
      const group = existing(named(input, call, action, stream));
      if (!store.streams.has(group, stream)) throw streamNotFound();
      return { group, stream };
    },
  };
}
