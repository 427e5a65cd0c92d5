import { randomBytes } from 'node:crypto';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import { functionEnvironment } from '../variables.ts';
import { startEnvironment, type Environment } from './environment.ts';
import type { FunctionLog } from './function-log.ts';
import type { Reaper } from './reaper.ts';

/** Time that Lambda allows for loading a function before the first invocation, in milliseconds. */
const INIT_TIMEOUT_MS = 10_000;
const CREDENTIALS_LIFETIME_S = 12 * 3600;
/** What a function signs with its credentials (a presigned URL) must stay good for a while after it. */
const CREDENTIALS_MARGIN_MS = 6 * 3600 * 1000;

/** Starts an execution environment of the function, with credentials and a log stream of its own. */
export function startFunction(
  definition: FunctionDefinition,
  runtime: Runtime,
  write: FunctionLog,
  reaper: Reaper,
): Environment {
  const { name, version, handlerFile, code } = definition;
  const credentials = runtime.credentials.forRole(definition.roleArn, name, CREDENTIALS_LIFETIME_S);
  const day = new Date(runtime.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[${version}]${randomBytes(16).toString('hex')}`;
  const log = (text: string) => write(logStream, text.replace(/\n$/, ''));
  const environment = startEnvironment({
    setup: {
      handlerPath: handlerFile.path,
      codePath: code.path,
      compileCache: compileCache(runtime),
      exportName: handlerFile.exportName,
      nodeRuntime: definition.nodeRuntime,
      functionName: name,
      version,
      memoryMb: definition.memoryMb,
      logGroup: definition.logGroup,
      logStream,
      logFormat: definition.logFormat,
    },
    codePath: code.path,
    variables: functionEnvironment({
      definition,
      credentials,
      logStream,
      region: runtime.region,
      endpointUrl: runtime.urls.aws,
    }),
    useUntil: runtime.clock.now() + CREDENTIALS_LIFETIME_S * 1000 - CREDENTIALS_MARGIN_MS,
    initTimeoutMs: INIT_TIMEOUT_MS + definition.timeoutMs,
    reaper,
    onOutput: log,
  });
  void environment.ready.then((error) => error && log(`INIT_REPORT Status: error\t${JSON.stringify(error)}`));
  return environment;
}

/** The service's own cache, which outlives its data, or one beside the data. Node puts a folder of its version into it. */
function compileCache(runtime: Runtime): string {
  const own = getCompileCacheDir();
  return own === undefined ? join(runtime.directory('lambda'), 'compile-cache') : dirname(own);
}
