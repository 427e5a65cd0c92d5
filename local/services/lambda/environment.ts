import type { CredentialSet } from '../../runtime/credentials.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** Options of Node that a function may ask for by `NODE_OPTIONS` and that a worker thread can follow. */
const NODE_OPTIONS = new Set([
  '--enable-source-maps',
  '--no-deprecation',
  '--trace-warnings',
  '--no-warnings',
]);

/** The arguments of `NODE_OPTIONS`, or the first one that cannot be followed here. */
export function nodeArguments(variables: Readonly<Record<string, string>>): {
  readonly accepted: readonly string[];
  readonly refused: string | undefined;
} {
  const all = (variables['NODE_OPTIONS'] ?? '').split(/\s+/).filter((option) => option !== '');
  return {
    accepted: all.filter((option) => NODE_OPTIONS.has(option)),
    refused: all.find((option) => !NODE_OPTIONS.has(option)),
  };
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
    ...definition.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(definition.logFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.codePath,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.nodeRuntime}`,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_ENDPOINT_URL: endpointUrl,
    TZ: ':UTC',
  };
}
