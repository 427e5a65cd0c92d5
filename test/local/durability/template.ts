/** A stack that uses every service that keeps something: each actor has resources of its own in it. */

const allow = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});
const role = (service: string, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: allow(service),
    Policies: [{ PolicyName: 'work', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const queue = (more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { VisibilityTimeout: 30, MessageRetentionPeriod: 86_400, ...more },
});
const from = (queueId: string, service: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queueId }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sqs:SendMessage',
          Resource: arn(queueId),
        },
      ],
    },
  },
});
const table = (name: string, more: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'group', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byGroup',
        KeySchema: [
          { AttributeName: 'group', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    ...more,
  },
});
const logs = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };

/**
 * @param seenPath where the function of the stream writes the ids that it was given
 */
export const durabilityTemplate = (seenPath: string) => ({
  Resources: {
    Items: table('items', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
    ApiItems: {
      ...table('api-items'),
      Properties: {
        TableName: 'api-items',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },

    Work: queue(),
    Uploads: queue(),
    UploadsPolicy: from('Uploads', 's3.amazonaws.com'),
    Files: {
      Type: 'AWS::S3::Bucket',
      DependsOn: 'UploadsPolicy',
      Properties: {
        BucketName: 'durable-files',
        NotificationConfiguration: {
          QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: arn('Uploads') }],
        },
      },
    },

    Heard: queue(),
    HeardPolicy: from('Heard', 'events.amazonaws.com'),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['durability'] },
        Targets: [{ Id: 'heard', Arn: arn('Heard'), InputPath: '$.detail' }],
      },
    },
    JobRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.mediaconvert'], detail: { status: ['ERROR', 'COMPLETE'] } },
        Targets: [{ Id: 'jobs', Arn: arn('Jobs'), InputPath: '$.detail' }],
      },
    },
    Jobs: queue(),
    JobsPolicy: from('Jobs', 'events.amazonaws.com'),
    JobRole: role('mediaconvert.amazonaws.com', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]),

    Done: queue(),
    EchoRole: role('lambda.amazonaws.com', [
      logs,
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('Done') },
    ]),
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: arn('EchoRole'),
        Code: { ZipFile: 'exports.handler = async (event) => event;' },
      },
    },
    EchoAsync: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Echo' },
        Qualifier: '$LATEST',
        DestinationConfig: { OnSuccess: { Destination: arn('Done') } },
      },
    },

    ReaderRole: role('lambda.amazonaws.com', [
      logs,
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        Resource: '*',
      },
    ]),
    Reader: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'reader',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: arn('ReaderRole'),
        Environment: { Variables: { SEEN: seenPath } },
        Code: {
          ZipFile: `const { appendFileSync } = require('node:fs');
exports.handler = async ({ Records }) => {
  for (const { dynamodb } of Records) appendFileSync(process.env.SEEN, dynamodb.Keys.id.S + '\\n');
};`,
        },
      },
    },
    ReaderSource: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Reader' },
        EventSourceArn: { 'Fn::GetAtt': ['Items', 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 25,
      },
    },

    Rung: queue(),
    ScheduleRole: role('scheduler.amazonaws.com', [
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('Rung') },
    ]),

    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'durable' } },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'durable', SecretString: '0' } },
    Parameter: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/durable/template', Type: 'String', Value: '0' },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'durable' } },

    Api: {
      Type: 'AWS::AppSync::GraphQLApi',
      Properties: { Name: 'durable', AuthenticationType: 'API_KEY' },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] } } },
    Schema: {
      Type: 'AWS::AppSync::GraphQLSchema',
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
        Definition:
          'type Item { id: ID! } type Query { item(id: ID!): Item } type Mutation { put(id: ID!): Item }',
      },
    },
    ApiRole: role('appsync.amazonaws.com', [
      { Effect: 'Allow', Action: 'dynamodb:*', Resource: arn('ApiItems') },
    ]),
    Source: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
        Name: 'Items',
        Type: 'AMAZON_DYNAMODB',
        ServiceRoleArn: arn('ApiRole'),
        DynamoDBConfig: { TableName: { Ref: 'ApiItems' }, AwsRegion: { Ref: 'AWS::Region' } },
      },
    },
    Put: {
      Type: 'AWS::AppSync::Resolver',
      DependsOn: ['Schema', 'Source'],
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
        TypeName: 'Mutation',
        FieldName: 'put',
        DataSourceName: 'Items',
        Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
        Code: `import { util } from '@aws-appsync/utils';
export function request(ctx) {
  return { operation: 'PutItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }), attributeValues: {} };
}
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}`,
      },
    },
  },
  Outputs: Object.fromEntries([
    ...['Work', 'Uploads', 'Heard', 'Jobs', 'Done', 'Rung', 'Pool', 'Client'].map((id) => [
      id,
      { Value: { Ref: id } },
    ]),
    ...['Rung', 'ScheduleRole', 'JobRole'].map((id) => [`${id}Arn`, { Value: arn(id) }]),
    ['ApiUrl', { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } }],
    ['ApiKey', { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } }],
    ['Stream', { Value: { 'Fn::GetAtt': ['Items', 'StreamArn'] } }],
  ]),
});
