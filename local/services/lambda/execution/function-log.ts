import { AwsError } from '../../../runtime/errors.ts';
import type { Principal } from '../../../runtime/principal.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { roleOf } from '../function.ts';
import type { FunctionDefinition } from '../function-definition.ts';

/** Writes a line to a stream of the function's log group, as its role. */
export type FunctionLog = (logStream: string, line: string) => void;

/** A role that may not write gets no log, as on Lambda; here the terminal says so, once. */
export function createFunctionLog(definition: FunctionDefinition, runtime: Runtime): FunctionLog {
  let caller: Principal | undefined;
  let isWarned = false;
  return (logStream, line) => {
    try {
      caller ??= roleOf(runtime, definition);
      runtime.peers.logs.put(definition.logGroup, logStream, line, caller);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (!isWarned) runtime.log.warn('lambda', `${definition.name} has no log: ${error.message}`);
      isWarned = true;
    }
  };
}
