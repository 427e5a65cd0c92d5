import type { Runtime } from '../../runtime/runtime.ts';
import type { AsynchronousInvocations } from './asynchronous/invocations.ts';
import type { Functions } from './function.ts';
import type { Invoke } from './invoke.ts';
import type { EventSourceMappings } from './resources/event-source-mappings.ts';
import type { FunctionUrls } from './url/function-url.ts';

/** The parts of the service that its API speaks of. */
export interface LambdaState {
  readonly runtime: Runtime;
  readonly functions: Functions;
  readonly events: AsynchronousInvocations;
  readonly mappings: EventSourceMappings;
  readonly urls: FunctionUrls;
  readonly invoke: Invoke;
}
