import { jsonProtocol } from '../../../runtime/protocols/json.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { LogStore } from '../store/store.ts';
import { createAccess } from './access.ts';
import { eventOperations } from './events.ts';
import { groupOperations } from './groups.ts';
import { streamOperations } from './streams.ts';

/** The API of CloudWatch Logs. */
export function logsApi(runtime: Runtime, store: LogStore): (call: AwsCall) => Promise<void> {
  const access = createAccess(runtime, store);
  const operations = {
    ...groupOperations(runtime, store, access),
    ...streamOperations(store, access),
    ...eventOperations(runtime, store, access),
  };
  return jsonProtocol({
    ...{ version: '1.1', operations, log: runtime.log },
    internalError: 'ServiceUnavailableException',
  });
}
