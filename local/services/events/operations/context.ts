import type { CloudEvent } from '../../../runtime/peers.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { Buses } from '../buses.ts';

/** What the operations of the API work with. */
export interface EventsContext {
  readonly runtime: Runtime;
  readonly buses: Buses;
  /** Durable when it returns. Answers the event's id. */
  readonly put: (event: CloudEvent, bus: string) => string;
  readonly authorizePut: (
    busArn: string,
    event: { readonly source: string; readonly type: string },
    caller: Principal,
  ) => void;
  readonly authorize: (call: AwsCall, action: string, resource: string) => void;
}
