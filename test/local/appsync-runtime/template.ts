/** An API that shows what resolvers do: most take the request object of a data source as an argument. */

const RUNTIME = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
export const ApiId = { 'Fn::GetAtt': ['Api', 'ApiId'] };

export const role = (service: string, statements: readonly object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: statements.map((Statement, index) => ({
      PolicyName: `policy${index}`,
      PolicyDocument: { Version: '2012-10-17', Statement },
    })),
  },
});
export const allow = (Action: string | string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const table = (TableName: string, range?: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', ...(range ? [range] : [])].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === range ? 'N' : 'S',
    })),
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
    ],
  },
});

export const source = (Name: string, Type: string, config: object = {}, roleId = 'SourceRole') => ({
  Type: 'AWS::AppSync::DataSource',
  Properties: { ApiId, Name, Type, ...(Type === 'NONE' ? {} : { ServiceRoleArn: arn(roleId) }), ...config },
});

export const unit = (field: string, sourceId: string, Code: string, more: object = {}) => ({
  Type: 'AWS::AppSync::Resolver',
  DependsOn: 'Schema',
  Properties: {
    ApiId,
    TypeName: field.split('.')[0],
    FieldName: field.split('.')[1],
    Kind: 'UNIT',
    DataSourceName: { 'Fn::GetAtt': [sourceId, 'Name'] },
    Runtime: RUNTIME,
    Code,
    ...more,
  },
});

export const step = (Name: string, Code: string) => ({
  Type: 'AWS::AppSync::FunctionConfiguration',
  Properties: { ApiId, Name, DataSourceName: { 'Fn::GetAtt': ['None', 'Name'] }, Runtime: RUNTIME, Code },
});

export const pipeline = (FieldName: string, functions: readonly string[], Code: string) => ({
  Type: 'AWS::AppSync::Resolver',
  DependsOn: 'Schema',
  Properties: {
    ApiId,
    TypeName: 'Query',
    FieldName,
    Kind: 'PIPELINE',
    PipelineConfig: { Functions: functions.map((id) => ({ 'Fn::GetAtt': [id, 'FunctionId'] })) },
    Runtime: RUNTIME,
    Code,
  },
});

/** The data source is asked what the argument says; its result and its error are the answer. */
export const PASS_ON = `
export const request = (ctx) => ctx.args.request;
export const response = (ctx) => ({ result: ctx.result, error: ctx.error });`;

/** Each step leaves a trace, and does what \`args.plan\` says for it. */
export const tracing = (name: string) => `
import { util, runtime } from '@aws-appsync/utils';
const act = (plan) => {
  if (!plan) return;
  if (plan.early) runtime.earlyReturn(plan.early, plan.skipTo ? { skipTo: plan.skipTo } : undefined);
  if (plan.append) util.appendError(plan.append, 'Appended', { from: '${name}' }, { info: 1 });
  if (plan.error) util.error(plan.error, 'Raised', { from: '${name}' }, { info: 2 });
};
const note = (ctx, what) => {
  ctx.stash.trace = [...(ctx.stash.trace ?? []), what];
};
export function request(ctx) {
  note(ctx, '${name}.request');
  act(ctx.args.plan['${name}.request']);
  return { payload: [ctx.prev.result, '${name}'] };
}
export function response(ctx) {
  note(ctx, '${name}.response');
  act(ctx.args.plan['${name}.response']);
  return ${name === 'resolver' ? '{ result: ctx.prev.result, trace: ctx.stash.trace }' : 'ctx.result'};
}`;

const SCHEMA = `
  type Query {
    none(request: AWSJSON!): AWSJSON
    table(request: AWSJSON!): AWSJSON
    readOnly(request: AWSJSON!): AWSJSON
    function(request: AWSJSON!): AWSJSON
    http(request: AWSJSON!): AWSJSON
    queue(request: AWSJSON!): AWSJSON
    forbidden(request: AWSJSON!): AWSJSON
    unreachable(request: AWSJSON!): AWSJSON
    steps(plan: AWSJSON!): AWSJSON
    context(id: ID, list: [Int]): Seen
    nodes(count: Int!): [Node!]!
    errors: Errors
  }
  type Seen { context: AWSJSON  child(n: Int): Seen  id: ID }
  type Node { index: Int!  batched(fail: Int): Int  pairs: Int  alone: Int  wide: Int }
  type Errors { raised: String  unauthorized: String  broken: String  endless: String  large: String  notObject: String  headers: String }
  type Mutation { put(id: ID!, title: String, count: Int): Item  touch(id: ID!): Item  remove(id: ID!): Item }
  type Item { id: ID!  title: String  count: Int  tags: [String]  touched: Int }
`;

const WORK = `
exports.handler = async (event) => {
  if (Array.isArray(event)) {
    if (event.some((one) => one.short)) return [];
    return event.map((one) => one.fail === one.index
      ? { data: null, errorMessage: 'no ' + one.index, errorType: 'Nope' }
      : { data: event.length });
  }
  if (event.resolver) {
    const { tableName, awsRegion, parentType, field, outputType } = event.resolver;
    const place = [tableName, awsRegion, parentType, field, outputType].join();
    const isWhole = event.requestMapping.operation && event.arguments.request && event.identity === null;
    if (place !== 'things,us-east-1,Query,table,AWSJSON' || !isWhole) return { action: 'reject' };
    return JSON.parse(event.currentValue.verdict);
  }
  if (event.fail) throw Object.assign(new Error(event.fail), { name: 'Special' });
  return { echo: event };
};`;

const BATCH = `
import { util } from '@aws-appsync/utils';
export const request = (ctx) => ({
  operation: 'BatchInvoke',
  payload: { index: ctx.source.index, fail: ctx.args.fail },
});
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { data, errorMessage, errorType } = ctx.result;
  if (errorMessage) util.error(errorMessage, errorType, data);
  return data;
}`;

const answer = (body: string) => `
import { util, extensions } from '@aws-appsync/utils';
export const request = () => ({ payload: null });
export function response(ctx) { ${body} }`;

const ITEM = `
import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}
`;

/** @param httpEndpoint what the HTTP data source calls */
export const runtimeTemplate = (httpEndpoint: string) => ({
  Resources: {
    Api: {
      Type: 'AWS::AppSync::GraphQLApi',
      Properties: {
        Name: 'runtime',
        AuthenticationType: 'API_KEY',
        EnvironmentVariables: { STAGE: 'test', LIMIT: '5' },
      },
    },
    Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId, Definition: SCHEMA } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
    Things: table('things'),
    Events: table('events', 'at'),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'from-resolvers' } },
    WorkRole: role('lambda.amazonaws.com', []),
    Work: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: arn('WorkRole'),
        Code: { ZipFile: WORK },
      },
    },
    SourceRole: role('appsync.amazonaws.com', [
      allow('dynamodb:*', [arn('Things'), arn('Events')]),
      allow('lambda:InvokeFunction', arn('Work')),
      allow('sqs:SendMessage', arn('Queue')),
    ]),
    ReaderRole: role('appsync.amazonaws.com', [allow('dynamodb:GetItem', arn('Things'))]),
    None: source('None', 'NONE'),
    Table: source('Table', 'AMAZON_DYNAMODB', {
      DynamoDBConfig: { TableName: { Ref: 'Things' }, AwsRegion: { Ref: 'AWS::Region' } },
    }),
    ReadOnly: source(
      'ReadOnly',
      'AMAZON_DYNAMODB',
      { DynamoDBConfig: { TableName: { Ref: 'Things' }, AwsRegion: { Ref: 'AWS::Region' } } },
      'ReaderRole',
    ),
    Function: source('Function', 'AWS_LAMBDA', { LambdaConfig: { LambdaFunctionArn: arn('Work') } }),
    Http: source('Http', 'HTTP', { HttpConfig: { Endpoint: httpEndpoint } }),
    Unreachable: source('Unreachable', 'HTTP', { HttpConfig: { Endpoint: 'http://127.0.0.1:9' } }),
    Sqs: source('Sqs', 'HTTP', {
      HttpConfig: {
        Endpoint: 'https://sqs.us-east-1.amazonaws.com',
        AuthorizationConfig: {
          AuthorizationType: 'AWS_IAM',
          AwsIamConfig: { SigningRegion: 'us-east-1', SigningServiceName: 'sqs' },
        },
      },
    }),
    Forbidden: source(
      'Forbidden',
      'HTTP',
      {
        HttpConfig: {
          Endpoint: 'https://sqs.us-east-1.amazonaws.com/',
          AuthorizationConfig: {
            AuthorizationType: 'AWS_IAM',
            AwsIamConfig: { SigningRegion: 'us-east-1', SigningServiceName: 'sqs' },
          },
        },
      },
      'ReaderRole',
    ),
    QueryNone: unit('Query.none', 'None', PASS_ON),
    QueryTable: unit('Query.table', 'Table', PASS_ON),
    QueryReadOnly: unit('Query.readOnly', 'ReadOnly', PASS_ON),
    QueryFunction: unit('Query.function', 'Function', PASS_ON),
    QueryHttp: unit('Query.http', 'Http', PASS_ON),
    QueryQueue: unit('Query.queue', 'Sqs', PASS_ON),
    QueryForbidden: unit('Query.forbidden', 'Forbidden', PASS_ON),
    QueryUnreachable: unit('Query.unreachable', 'Unreachable', PASS_ON),
    First: step('first', tracing('first')),
    Second: step('second', tracing('second')),
    QuerySteps: pipeline('steps', ['First', 'Second'], tracing('resolver')),
    QueryContext: unit('Query.context', 'None', answer('return { context: ctx, id: "1" };')),
    SeenChild: unit('Seen.child', 'None', answer('return { context: ctx };')),
    QueryNodes: unit(
      'Query.nodes',
      'None',
      `export const request = (ctx) => ({ payload: ctx.args.count });
       export function response(ctx) {
         const made = [];
         ['', '', '', '', '', '', '', '', '', '', '', ''].forEach((_, index) => { if (index < ctx.result) made.push({ index }); });
         return made;
       }`,
    ),
    NodeBatched: unit('Node.batched', 'Function', BATCH),
    NodePairs: unit('Node.pairs', 'Function', BATCH, { MaxBatchSize: 2 }),
    NodeAlone: unit('Node.alone', 'Function', BATCH, { MaxBatchSize: 1 }),
    NodeWide: unit('Node.wide', 'Function', BATCH, { MaxBatchSize: 2000 }),
    QueryErrors: unit('Query.errors', 'None', answer('return {};')),
    ErrorsRaised: unit(
      'Errors.raised',
      'None',
      answer('util.appendError("first", "A"); util.error("second", "B", { secret: 1 }, { hint: 2 });'),
    ),
    ErrorsUnauthorized: unit('Errors.unauthorized', 'None', answer('util.unauthorized();')),
    ErrorsBroken: unit('Errors.broken', 'None', answer('return ctx.nothing.there;')),
    ErrorsEndless: unit(
      'Errors.endless',
      'None',
      answer('const list = [1]; for (const one of list) list.push(one); return "";'),
    ),
    ErrorsLarge: unit(
      'Errors.large',
      'None',
      `export function request(ctx) {
         let text = 'xxxxxxxxxxxxxxxx';
         [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1].forEach(() => { text = text + text; });
         return { payload: text };
       }
       export const response = (ctx) => 'never';`,
    ),
    ErrorsNotObject: unit(
      'Errors.notObject',
      'None',
      'export const request = (ctx) => "text"; export const response = (ctx) => "never";',
    ),
    ErrorsHeaders: unit(
      'Errors.headers',
      'None',
      answer('util.http.addResponseHeader("X-Items", 7); return "set";'),
    ),
    MutationPut: unit(
      'Mutation.put',
      'Table',
      `${ITEM}
export const request = (ctx) => ddb.put({
  key: { id: ctx.args.id },
  item: { title: ctx.args.title, count: ctx.args.count ?? 0, tags: ddb.toStringSet(['a', 'b']) },
  condition: { id: { attributeExists: false } },
});`,
    ),
    MutationTouch: unit(
      'Mutation.touch',
      'Table',
      `${ITEM}
export const request = (ctx) => ddb.update({
  key: { id: ctx.args.id },
  update: { count: ddb.operations.increment(2), touched: util.time.nowEpochSeconds(), title: ddb.operations.remove() },
  condition: { id: { attributeExists: true } },
});`,
    ),
    MutationRemove: unit(
      'Mutation.remove',
      'Table',
      `${ITEM}
export const request = (ctx) => ddb.remove({ key: { id: ctx.args.id } });`,
    ),
  },
  Outputs: {
    Url: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
    Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
    Work: { Value: arn('Work') },
    Queue: { Value: { Ref: 'Queue' } },
  },
});
