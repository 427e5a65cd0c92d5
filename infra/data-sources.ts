import { Stack } from 'aws-cdk-lib';
import { CfnDataSource } from 'aws-cdk-lib/aws-appsync';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { allow } from './functions.ts';
import type { DataSourceName } from './resolvers.ts';

/** What stands behind the data sources. */
export interface DataSourceTargets {
  readonly videos: TableV2;
  readonly accounts: TableV2;
  readonly createUpload: Function;
  readonly signUploadParts: Function;
  readonly completeUpload: Function;
  readonly playback: Function;
}

/**
 * Plain resources with a role each: CDK's own data sources grant every read action, Scan among them,
 * where these resolvers need a get or a query.
 */
export function createDataSources(
  scope: Construct,
  apiId: string,
  targets: DataSourceTargets,
): Readonly<Record<DataSourceName, CfnDataSource>> {
  const role = (name: string, ...statements: PolicyStatement[]) => {
    const created = new Role(scope, `${name}DataSourceRole`, {
      assumedBy: new ServicePrincipal('appsync.amazonaws.com'),
    });
    for (const statement of statements) created.addToPolicy(statement);
    return created.roleArn;
  };
  /** A table of which single items are read, and of whose indexes pages. */
  const table = (name: string, { tableName, tableArn }: TableV2, indexes: string[] = []) =>
    new CfnDataSource(scope, `${name}DataSource`, {
      apiId,
      name,
      type: 'AMAZON_DYNAMODB',
      dynamoDbConfig: { tableName, awsRegion: Stack.of(scope).region },
      serviceRoleArn: role(
        name,
        allow(['dynamodb:GetItem'], [tableArn]),
        ...indexes.map((index) => allow(['dynamodb:Query'], [`${tableArn}/index/${index}`])),
      ),
    });
  const lambda = (name: string, { functionArn }: Function) =>
    new CfnDataSource(scope, `${name}DataSource`, {
      apiId,
      name,
      type: 'AWS_LAMBDA',
      lambdaConfig: { lambdaFunctionArn: functionArn },
      serviceRoleArn: role(name, allow(['lambda:InvokeFunction'], [functionArn])),
    });

  return {
    Videos: table('Videos', targets.videos, ['byOwner', 'byOwnerStatus']),
    Accounts: table('Accounts', targets.accounts),
    None: new CfnDataSource(scope, 'NoneDataSource', { apiId, name: 'None', type: 'NONE' }),
    CreateUpload: lambda('CreateUpload', targets.createUpload),
    SignUploadParts: lambda('SignUploadParts', targets.signUploadParts),
    CompleteUpload: lambda('CompleteUpload', targets.completeUpload),
    Playback: lambda('Playback', targets.playback),
  };
}
