import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { AuthMode } from '../auth/caller.ts';
import { isObject, type JsonObject } from '../json.ts';
import { readEnvironment } from './environment.ts';

export interface UserPoolProvider {
  readonly userPoolId: string;
  readonly defaultAction: 'ALLOW' | 'DENY';
  readonly appIdClientRegex: RegExp | undefined;
}

/** What `AWS::AppSync::GraphQLApi` says. */
export interface ApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Where it answers on the web port; its real-time endpoint is `/realtime` below it. */
  readonly path: string;
  /** The first is the default: fields without a directive belong to it. */
  readonly modes: readonly AuthMode[];
  readonly userPools: readonly UserPoolProvider[];
  readonly environment: Readonly<Record<string, string>>;
  /** 0: no limit. */
  readonly queryDepthLimit: number;
  readonly resolverCountLimit: number;
  readonly introspection: boolean;
  /** CloudWatch's group for what resolvers print, and the role that writes there; absent without `LogConfig`. */
  readonly logs: { readonly group: string; readonly roleArn: string } | undefined;
}

const PROPERTIES = [
  'Name',
  'ApiType',
  'AuthenticationType',
  'AdditionalAuthenticationProviders',
  'UserPoolConfig',
  'LogConfig',
  'XrayEnabled',
  'QueryDepthLimit',
  'ResolverCountLimit',
  'IntrospectionConfig',
  'EnvironmentVariables',
  'Visibility',
  'OwnerContact',
  'Tags',
];
const MODES: readonly string[] = ['AMAZON_COGNITO_USER_POOLS', 'AWS_IAM', 'API_KEY'] satisfies AuthMode[];
const MOST_RESOLVERS = 10_000;
const DEEPEST_QUERY = 75;
const MOST_PROVIDERS = 50;

export function readApi(
  resource: Resource,
  { id, path }: Pick<ApiDefinition, 'id' | 'path'>,
  runtime: Runtime,
): ApiDefinition {
  allowProperties(resource, PROPERTIES);
  const properties = resource.properties as JsonObject;
  if (
    (properties['Visibility'] ?? 'GLOBAL') !== 'GLOBAL' ||
    (properties['ApiType'] ?? 'GRAPHQL') !== 'GRAPHQL'
  )
    throw new TemplateError(resource.logicalId, 'only a public API of type GRAPHQL is supported.');
  const providers = [properties, ...list(properties['AdditionalAuthenticationProviders'])];
  if (providers.length > MOST_PROVIDERS)
    throw new TemplateError(
      resource.logicalId,
      `an API has at most ${MOST_PROVIDERS} authorization providers.`,
    );
  return {
    id,
    name: String(properties['Name']),
    arn: runtime.arn('appsync', `apis/${id}`),
    path,
    modes: [...new Set(providers.map((provider) => readMode(resource.logicalId, provider)))],
    userPools: providers
      .filter((provider) => provider['AuthenticationType'] === 'AMAZON_COGNITO_USER_POOLS')
      .map((provider) => readUserPool(resource.logicalId, provider['UserPoolConfig'])),
    environment: readEnvironment(resource.logicalId, properties['EnvironmentVariables']),
    queryDepthLimit: readLimit(resource.logicalId, 'QueryDepthLimit', properties, DEEPEST_QUERY),
    resolverCountLimit:
      readLimit(resource.logicalId, 'ResolverCountLimit', properties, MOST_RESOLVERS) || MOST_RESOLVERS,
    introspection: properties['IntrospectionConfig'] !== 'DISABLED',
    logs: readLogs(resource.logicalId, id, properties['LogConfig']),
  };
}

/** `Ref` is the ARN; both addresses are this machine's one web port. */
export function describeApi(api: ApiDefinition, runtime: Runtime): Created {
  const url = `${runtime.urls.web}${api.path}`;
  const host = new URL(url).host;
  return {
    ref: api.arn,
    attributes: {
      ApiId: api.id,
      Arn: api.arn,
      GraphQLUrl: url,
      GraphQLDns: host,
      GraphQLEndpointArn: runtime.arn('appsync', `endpoints/graphql-api/${api.id}`),
      RealtimeUrl: `${url.replace(/^http/, 'ws')}/realtime`,
      RealtimeDns: host,
    },
  };
}

const list = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

function readLogs(logicalId: string, id: string, config: unknown): ApiDefinition['logs'] {
  if (config === undefined) return undefined;
  if (!isObject(config) || !config['CloudWatchLogsRoleArn'])
    throw new TemplateError(logicalId, 'LogConfig needs CloudWatchLogsRoleArn.');
  return { group: `/aws/appsync/apis/${id}`, roleArn: String(config['CloudWatchLogsRoleArn']) };
}

function readMode(logicalId: string, provider: JsonObject): AuthMode {
  const mode = String(provider['AuthenticationType']);
  if (!MODES.includes(mode)) throw new TemplateError(logicalId, `authorization by ${mode} is not supported.`);
  return mode as AuthMode;
}

function readUserPool(logicalId: string, config: unknown): UserPoolProvider {
  if (!isObject(config) || !config['UserPoolId'])
    throw new TemplateError(logicalId, 'UserPoolConfig needs UserPoolId.');
  const regex = config['AppIdClientRegex'];
  return {
    userPoolId: String(config['UserPoolId']),
    defaultAction: config['DefaultAction'] === 'DENY' ? 'DENY' : 'ALLOW',
    appIdClientRegex: regex ? new RegExp(`^(?:${String(regex)})$`) : undefined,
  };
}

function readLimit(logicalId: string, name: string, properties: JsonObject, most: number): number {
  const value = Number(properties[name] ?? 0);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new TemplateError(logicalId, `${name} must be between 0 and ${most}.`);
  return value;
}
