import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';
import type { Signing } from '../data-sources/http/sign.ts';
import { isObject, type JsonObject } from '../json.ts';

/** What `AWS::AppSync::DataSource` says. */
export type DataSourceDefinition = { readonly name: string } & (
  | { readonly type: 'NONE' }
  | { readonly type: 'AMAZON_DYNAMODB'; readonly roleArn: string; readonly tableName: string }
  | { readonly type: 'AWS_LAMBDA'; readonly roleArn: string; readonly functionArn: string }
  | ({ readonly type: 'HTTP' } & HttpSourceDefinition)
);

export interface HttpSourceDefinition {
  /** `https://host`, perhaps with a port. */
  readonly endpoint: string;
  /** Absent: requests are not signed. */
  readonly signing: Signing | undefined;
}

export function readDataSource(resource: Resource): DataSourceDefinition {
  allowProperties(resource, [
    'ApiId',
    'Name',
    'Description',
    'Type',
    'ServiceRoleArn',
    'DynamoDBConfig',
    'LambdaConfig',
    'HttpConfig',
    'MetricsConfig',
  ]);
  const properties = resource.properties as JsonObject;
  const name = String(properties['Name']);
  const refuse: Refuse = (message) => new TemplateError(resource.logicalId, message);
  if (!/^[_A-Za-z][_0-9A-Za-z]*$/.test(name)) throw refuse(`the name "${name}" is not one of a data source.`);
  const roleArn = String(properties['ServiceRoleArn'] ?? '');
  switch (properties['Type']) {
    case 'NONE':
      return { name, type: 'NONE' };
    case 'AMAZON_DYNAMODB': {
      const config = section(properties['DynamoDBConfig']);
      if (config['Versioned'] === true || config['DeltaSyncConfig'])
        throw refuse('versioned data sources are not supported.');
      if (config['UseCallerCredentials'] === true) throw refuse('UseCallerCredentials is not supported.');
      if (!config['TableName'] || !roleArn)
        throw refuse('DynamoDBConfig.TableName and ServiceRoleArn are needed.');
      return { name, type: 'AMAZON_DYNAMODB', roleArn, tableName: String(config['TableName']) };
    }
    case 'AWS_LAMBDA': {
      const functionArn = section(properties['LambdaConfig'])['LambdaFunctionArn'];
      if (!functionArn || !roleArn)
        throw refuse('LambdaConfig.LambdaFunctionArn and ServiceRoleArn are needed.');
      return { name, type: 'AWS_LAMBDA', roleArn, functionArn: String(functionArn) };
    }
    case 'HTTP':
      return { name, type: 'HTTP', ...readHttp(section(properties['HttpConfig']), roleArn, refuse) };
    default:
      throw refuse(`data sources of type ${String(properties['Type'])} are not supported.`);
  }
}

type Refuse = (message: string) => TemplateError;

function readHttp(config: JsonObject, roleArn: string, refuse: Refuse): HttpSourceDefinition {
  const endpoint = String(config['Endpoint'] ?? '');
  if (!URL.canParse(endpoint) || !/^https?:\/\/[^/?#@]+\/?$/.test(endpoint))
    throw refuse('HttpConfig.Endpoint must be a URL of http or https without a path.');
  const authorization = config['AuthorizationConfig'];
  if (authorization === undefined) return { endpoint, signing: undefined };
  const { AuthorizationType, AwsIamConfig } = section(authorization);
  const { SigningRegion, SigningServiceName } = section(AwsIamConfig);
  if (AuthorizationType !== 'AWS_IAM' || !SigningRegion || !SigningServiceName || !roleArn)
    throw refuse(
      'AuthorizationConfig needs AuthorizationType AWS_IAM, AwsIamConfig with SigningRegion and SigningServiceName, and a ServiceRoleArn.',
    );
  return {
    endpoint,
    signing: { region: String(SigningRegion), service: String(SigningServiceName), roleArn },
  };
}

const section = (value: unknown): JsonObject => (isObject(value) ? value : {});
