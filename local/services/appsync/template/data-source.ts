import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';
import { isObject, type JsonObject } from '../json.ts';

/** What `AWS::AppSync::DataSource` says. */
export type DataSourceDefinition = { readonly name: string } & (
  | { readonly type: 'NONE' }
  | { readonly type: 'AMAZON_DYNAMODB'; readonly roleArn: string; readonly tableName: string }
  | { readonly type: 'AWS_LAMBDA'; readonly roleArn: string; readonly functionArn: string }
);

export function readDataSource(resource: Resource): DataSourceDefinition {
  allowProperties(resource, [
    'ApiId',
    'Name',
    'Description',
    'Type',
    'ServiceRoleArn',
    'DynamoDBConfig',
    'LambdaConfig',
    'MetricsConfig',
  ]);
  const properties = resource.properties as JsonObject;
  const name = String(properties['Name']);
  const refuse = (message: string) => new TemplateError(resource.logicalId, message);
  if (!/^[_A-Za-z][_0-9A-Za-z]*$/.test(name)) throw refuse(`the name "${name}" is not one of a data source.`);
  const roleArn = String(properties['ServiceRoleArn'] ?? '');
  switch (properties['Type']) {
    case 'NONE':
      return { name, type: 'NONE' };
    case 'AMAZON_DYNAMODB': {
      const config = section(properties['DynamoDBConfig']);
      if (config['Versioned'] === true || config['DeltaSyncConfig'])
        throw refuse('versioned data sources are not supported.');
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
    default:
      throw refuse(`data sources of type ${String(properties['Type'])} are not supported.`);
  }
}

const section = (value: unknown): JsonObject => (isObject(value) ? value : {});
