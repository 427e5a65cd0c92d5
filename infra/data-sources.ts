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
  readonly shelves: TableV2;
  readonly engagements: TableV2;
  readonly accounts: TableV2;
  readonly createUpload: Function;
  readonly signUploadParts: Function;
  readonly completeUpload: Function;
  readonly updateVideo: Function;
  readonly addCaptions: Function;
  readonly removeCaptions: Function;
  readonly cancelUpload: Function;
  readonly retryProcessing: Function;
  readonly createPaymentOrder: Function;
  readonly confirmPayment: Function;
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
  const table = (name: string, { tableName }: TableV2, ...statements: PolicyStatement[]) =>
    new CfnDataSource(scope, `${name}DataSource`, {
      apiId,
      name,
      type: 'AMAZON_DYNAMODB',
      dynamoDbConfig: { tableName, awsRegion: Stack.of(scope).region },
      serviceRoleArn: role(name, ...statements),
    });
  const indexes = ({ tableArn }: TableV2, ...names: string[]) =>
    names.map((name) => `${tableArn}/index/${name}`);
  const lambda = (name: string, { functionArn }: Function) =>
    new CfnDataSource(scope, `${name}DataSource`, {
      apiId,
      name,
      type: 'AWS_LAMBDA',
      lambdaConfig: { lambdaFunctionArn: functionArn },
      serviceRoleArn: role(name, allow(['lambda:InvokeFunction'], [functionArn])),
    });

  const { videos, shelves, engagements, accounts } = targets;
  return {
    Videos: table(
      'Videos',
      videos,
      allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], [videos.tableArn]),
      allow(['dynamodb:Query'], indexes(videos, 'byOwner', 'byOwnerStatus', 'byOwnerVisibility')),
    ),
    // Apart from `Videos`, so that no query can delete. After a condition that failed AppSync reads the item.
    DeleteVideo: table(
      'DeleteVideo',
      videos,
      allow(['dynamodb:DeleteItem', 'dynamodb:GetItem'], [videos.tableArn]),
    ),
    Shelves: table('Shelves', shelves, allow(['dynamodb:Query'], [shelves.tableArn])),
    Engagements: table(
      'Engagements',
      engagements,
      // After a condition that failed AppSync reads the item.
      allow(['dynamodb:UpdateItem', 'dynamodb:GetItem'], [engagements.tableArn]),
      allow(['dynamodb:Query'], indexes(engagements, 'liked', 'watching')),
    ),
    // What a page needs of its viewer and of its owners, in one read over both tables.
    People: table(
      'People',
      engagements,
      allow(['dynamodb:BatchGetItem'], [engagements.tableArn, accounts.tableArn]),
    ),
    Accounts: table(
      'Accounts',
      accounts,
      allow(
        ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        [accounts.tableArn],
      ),
    ),
    None: new CfnDataSource(scope, 'NoneDataSource', { apiId, name: 'None', type: 'NONE' }),
    CreateUpload: lambda('CreateUpload', targets.createUpload),
    SignUploadParts: lambda('SignUploadParts', targets.signUploadParts),
    CompleteUpload: lambda('CompleteUpload', targets.completeUpload),
    UpdateVideo: lambda('UpdateVideo', targets.updateVideo),
    AddCaptions: lambda('AddCaptions', targets.addCaptions),
    RemoveCaptions: lambda('RemoveCaptions', targets.removeCaptions),
    CancelUpload: lambda('CancelUpload', targets.cancelUpload),
    RetryProcessing: lambda('RetryProcessing', targets.retryProcessing),
    // Any longer, and the name of its role would be cut off.
    PaymentOrder: lambda('PaymentOrder', targets.createPaymentOrder),
    ConfirmPayment: lambda('ConfirmPayment', targets.confirmPayment),
    Playback: lambda('Playback', targets.playback),
  };
}
