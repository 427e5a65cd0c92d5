import { jsonProtocol, type JsonOperations } from '../../runtime/protocols/json.ts';
import { readShape } from '../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../runtime/service.ts';
import { BUS_SHAPES, busOperations } from './operations/buses.ts';
import type { EventsContext } from './operations/context.ts';
import { PUT_SHAPES, putEventOperations } from './operations/put-events.ts';
import { RULE_SHAPES, ruleOperations } from './operations/rules.ts';

const SHAPES = { ...PUT_SHAPES, ...RULE_SHAPES, ...BUS_SHAPES };

/** The API of EventBridge: JSON 1.1. Archives, connections, destinations and replays are no operations of it here. */
export function eventsApi(options: Omit<EventsContext, 'authorize'>): (call: AwsCall) => Promise<void> {
  const { runtime } = options;
  const context: EventsContext = {
    ...options,
    authorize: (call, action, resource) =>
      runtime.peers.iam.authorize({ caller: call.caller, action: `events:${action}`, resource }),
  };
  const operations: JsonOperations = {
    ...putEventOperations(context),
    ...ruleOperations(context),
    ...busOperations(context),
  };
  const checked = Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input: unknown, call: AwsCall) => operation(readShape(SHAPES[name]!, input), call),
    ]),
  );
  return jsonProtocol({
    version: '1.1',
    operations: checked,
    log: runtime.log,
    internalError: 'InternalException',
  });
}
