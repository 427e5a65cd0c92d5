import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { actingAs } from '../data-sources/acting-as.ts';
import type { ApiDefinition } from '../template/api.ts';

const STREAM = 'resolvers';

/** What resolvers print goes to the API's log group, as the role of `LogConfig` may write there. */
export function createResolverLog(logs: ApiDefinition['logs'], runtime: Runtime): (line: string) => void {
  if (!logs) return () => undefined;
  const principal = actingAs(logs.roleArn, runtime);
  let refused = '';
  return (line) => {
    try {
      runtime.peers.logs.put(logs.group, STREAM, line, principal());
    } catch (error) {
      // A request does not fail because its log line could not be kept, on AWS neither.
      if (!(error instanceof AwsError)) throw error;
      if (error.message !== refused) runtime.log.warn('appsync', `resolvers' lines: ${error.message}`);
      refused = error.message;
    }
  };
}
