import type { CredentialSet } from '../../runtime/credentials.ts';
import { TemplateError } from '../../runtime/errors.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** Names that Lambda sets itself and lets nobody else set. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);
/** All variables of a function together, in bytes. */
const LIMIT = 4096;

/** The variables of a template, as Lambda takes them. Throws `TemplateError` with Lambda's own reasons. */
export function readVariables(
  logicalId: string,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const variables = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const fail = (reason: string) => {
    const what =
      'Lambda was unable to configure your environment variables because the environment variables you have provided';
    throw new TemplateError(logicalId, `${what} ${reason}`);
  };
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0)
    fail(
      `contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  const malformed = Object.keys(variables).find((name) => !/^[a-zA-Z]\w+$/.test(name));
  if (malformed !== undefined) fail(`contain the name ${malformed}, which is not one.`);
  if (Buffer.byteLength(JSON.stringify(variables)) > LIMIT) fail('exceeded the 4KB limit.');
  // A debugger listens on a port, and the environments of a function would fight for it.
  const option = variables['NODE_OPTIONS']?.split(/\s+/).find((each) => each.startsWith('--inspect'));
  if (option) throw new TemplateError(logicalId, `the option ${option} of NODE_OPTIONS is not supported.`);
  return variables;
}

/** All that a function finds in `process.env`: nothing of this machine's own environment but `PATH`. */
export function functionEnvironment(options: {
  readonly definition: FunctionDefinition;
  readonly credentials: CredentialSet;
  readonly logStream: string;
  readonly region: string;
  readonly endpointUrl: string;
}): Record<string, string> {
  const { definition, credentials, logStream, region, endpointUrl } = options;
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    // A function may name another place for one service or all of them: the SDK's own variables.
    AWS_ENDPOINT_URL: endpointUrl,
    ...definition.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: definition.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(definition.logFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.code.path,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.nodeRuntime}`,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
  };
}
