import { restProtocol } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { LambdaState } from '../state.ts';
import { configurationRoutes } from './configurations.ts';
import { functionRoutes } from './functions.ts';
import { invokeRoute } from './invoke.ts';
import { mappingRoutes } from './mappings.ts';

/** The Lambda API: invoking, and reading what the template made. What makes or changes is for the template alone. */
export function lambdaApi(state: LambdaState): (call: AwsCall) => Promise<void> {
  return restProtocol(
    [invokeRoute(state), ...functionRoutes(state), ...configurationRoutes(state), ...mappingRoutes(state)],
    state.runtime.log,
    'ServiceException',
  );
}
