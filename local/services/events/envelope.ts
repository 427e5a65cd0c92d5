import type { CloudEvent } from '../../runtime/peers.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** An event in the form in which rules see it and targets receive it. */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Whole seconds in ISO 8601, as EventBridge writes times. */
export const isoSeconds = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Makes the whole event of what was put. */
export function envelope(event: CloudEvent, runtime: Runtime): EventEnvelope {
  return {
    version: '0',
    id: runtime.uuid(),
    'detail-type': event.detailType,
    source: event.source,
    account: runtime.accountId,
    time: isoSeconds(event.time?.getTime() ?? runtime.clock.now()),
    region: runtime.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}
