import type { Resource } from '../../../runtime/service.ts';

export const resource = (logicalId: string, type: string, properties: Record<string, unknown>): Resource => ({
  logicalId,
  type: `AWS::AppSync::${type}`,
  properties,
});

const RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
const ROLE = 'arn:aws:iam::000000000000:role/source';

export const noneSource = resource('NoneSource', 'DataSource', { Name: 'None', Type: 'NONE' });
export const tableSource = resource('TableSource', 'DataSource', {
  Name: 'Table',
  Type: 'AMAZON_DYNAMODB',
  ServiceRoleArn: ROLE,
  DynamoDBConfig: { TableName: 'Things', AwsRegion: 'us-east-1' },
});
export const functionSource = resource('FunctionSource', 'DataSource', {
  Name: 'Function',
  Type: 'AWS_LAMBDA',
  ServiceRoleArn: ROLE,
  LambdaConfig: { LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
});

export function unit(
  field: string,
  source: string,
  Code: string,
  more: Record<string, unknown> = {},
): Resource {
  const [TypeName, FieldName] = field.split('.');
  return resource(`Resolver${TypeName}${FieldName}`, 'Resolver', {
    TypeName,
    FieldName,
    Kind: 'UNIT',
    DataSourceName: source,
    Runtime: RUNTIME,
    Code,
    ...more,
  });
}

/** A unit resolver on the source NONE whose answer is `expression` of its context. */
export const computed = (field: string, expression: string): Resource =>
  unit(
    field,
    'None',
    `import { util, extensions, runtime } from '@aws-appsync/utils';
export function request(ctx) { return { payload: null }; }
export function response(ctx) { return ${expression}; }`,
  );
