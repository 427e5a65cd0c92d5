import type { ManagedPolicy } from './roles.ts';

/** The policies that AWS itself keeps and templates refer to by ARN. */
const allow = (path: string, name: string, actions: readonly string[]): ManagedPolicy => ({
  logicalId: undefined,
  arn: `arn:aws:iam::aws:policy${path}${name}`,
  id: `ANPA${name.toUpperCase().slice(0, 17)}`,
  name,
  path,
  description: undefined,
  createdAt: Date.UTC(2015, 0, 1),
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  },
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const QUEUE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const STREAM = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (action) => `dynamodb:${action}`,
);

export const AWS_MANAGED_POLICIES: readonly ManagedPolicy[] = [
  allow('/service-role/', 'AWSLambdaBasicExecutionRole', LOGS),
  allow('/service-role/', 'AWSLambdaSQSQueueExecutionRole', [...QUEUE, ...LOGS]),
  allow('/service-role/', 'AWSLambdaDynamoDBExecutionRole', [...STREAM, ...LOGS]),
  allow('/service-role/', 'AWSAppSyncPushToCloudWatchLogs', LOGS),
  allow('/', 'AWSXRayDaemonWriteAccess', [
    ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules'],
    ...['xray:GetSamplingTargets', 'xray:GetSamplingStatisticSummaries'],
  ]),
  allow('/', 'AdministratorAccess', ['*']),
];
