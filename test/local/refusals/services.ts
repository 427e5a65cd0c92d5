import { AppSyncClient, ListGraphqlApisCommand } from '@aws-sdk/client-appsync';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand as ListJobQueuesCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { cloudFront } from './cloudfront.ts';
import type { SdkOptions } from './sender.ts';

/** How a service writes an error. */
export type Form = 'json-1.0' | 'json-1.1' | 'rest-json' | 'query' | 'rest-xml' | 's3';

interface Reading {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string>;
}

/** The code, which is the name of the SDK's exception, and the HTTP status. */
export type Refusal = readonly [code: string, status: number];

export interface ServiceUnderTest {
  readonly name: string;
  /** Its name in a signature's scope, where that is another. */
  readonly scope?: string;
  readonly form: Form;
  /** A call that succeeds on an empty account. */
  readonly call: (options: SdkOptions) => Promise<unknown>;
  /** A request whose body is read, where the call above has none. */
  readonly reading?: Reading;
  /** What it says to a body that it cannot read. */
  readonly malformed: Refusal;
  /** What it says to one of 17 MiB; usually `RequestEntityTooLarge`. */
  readonly oversized?: Refusal;
}

const NO_JSON: Refusal = ['SerializationException', 400];
const NO_ACTION: Refusal = ['MissingAction', 400];

export const SERVICES: readonly ServiceUnderTest[] = [
  {
    name: 'dynamodb',
    form: 'json-1.0',
    malformed: NO_JSON,
    call: (o) => new DynamoDBClient(o).send(new ListTablesCommand({})),
  },
  {
    name: 'dynamodb streams',
    scope: 'dynamodb',
    form: 'json-1.0',
    malformed: NO_JSON,
    call: (o) => new DynamoDBStreamsClient(o).send(new ListStreamsCommand({})),
  },
  {
    name: 'sqs',
    form: 'json-1.0',
    malformed: NO_JSON,
    call: (o) => new SQSClient(o).send(new ListQueuesCommand({})),
  },
  {
    name: 'events',
    form: 'json-1.1',
    malformed: NO_JSON,
    call: (o) => new EventBridgeClient(o).send(new ListEventBusesCommand({})),
  },
  {
    name: 'logs',
    form: 'json-1.1',
    malformed: NO_JSON,
    call: (o) => new CloudWatchLogsClient(o).send(new DescribeLogGroupsCommand({})),
  },
  {
    name: 'secretsmanager',
    form: 'json-1.1',
    malformed: NO_JSON,
    call: (o) => new SecretsManagerClient(o).send(new ListSecretsCommand({})),
  },
  {
    name: 'ssm',
    form: 'json-1.1',
    malformed: NO_JSON,
    call: (o) => new SSMClient(o).send(new GetParametersByPathCommand({ Path: '/' })),
  },
  {
    name: 'cognito-idp',
    form: 'json-1.1',
    malformed: NO_JSON,
    call: (o) => new CognitoIdentityProviderClient(o).send(new ListUserPoolsCommand({ MaxResults: 1 })),
  },
  {
    name: 'lambda',
    form: 'rest-json',
    call: (o) => new LambdaClient(o).send(new ListFunctionsCommand({})),
    reading: { method: 'POST', path: '/2015-03-31/functions/echo/invocations' },
    malformed: ['InvalidRequestContentException', 400],
    oversized: ['RequestTooLargeException', 413],
  },
  {
    name: 'scheduler',
    form: 'rest-json',
    call: (o) => new SchedulerClient(o).send(new ListSchedulesCommand({})),
    reading: { method: 'POST', path: '/schedules/any' },
    malformed: ['ValidationException', 400],
  },
  {
    name: 'mediaconvert',
    form: 'rest-json',
    call: (o) => new MediaConvertClient(o).send(new ListJobQueuesCommand({})),
    reading: { method: 'POST', path: '/2017-08-29/jobs' },
    malformed: ['BadRequestException', 400],
  },
  {
    name: 'appsync',
    form: 'rest-json',
    call: (o) => new AppSyncClient(o).send(new ListGraphqlApisCommand({})),
    reading: { method: 'POST', path: '/v1/dataplane-evaluatecode' },
    malformed: ['BadRequestException', 400],
  },
  {
    name: 'sts',
    form: 'query',
    malformed: NO_ACTION,
    call: (o) => new STSClient(o).send(new GetCallerIdentityCommand({})),
  },
  {
    name: 'iam',
    form: 'query',
    malformed: NO_ACTION,
    call: (o) => new IAMClient(o).send(new ListRolesCommand({})),
  },
  {
    name: 'cloudformation',
    form: 'query',
    malformed: NO_ACTION,
    call: (o) => new CloudFormationClient(o).send(new ListStacksCommand({})),
  },
  {
    name: 'cloudfront',
    form: 'rest-xml',
    call: cloudFront,
    reading: { method: 'POST', path: '/2020-05-31/distribution/DISTRIBUTION/invalidation' },
    malformed: ['MalformedXML', 400],
  },
  {
    name: 's3',
    form: 's3',
    call: (o) => new S3Client({ ...o, forcePathStyle: true }).send(new ListBucketsCommand({})),
    reading: { method: 'POST', path: '/refusals', query: { delete: '' } },
    malformed: ['MalformedXML', 400],
    oversized: ['EntityTooLarge', 400],
  },
];
