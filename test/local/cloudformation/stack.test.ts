import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

/** The parts of CloudFormation's own sample templates: parameters, mappings, conditions and every intrinsic function. */
const template = {
  Description: 'Queues, by every intrinsic function.',
  Parameters: {
    Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] },
    Names: { Type: 'CommaDelimitedList', Default: 'one, two,three' },
    Password: { Type: 'String', NoEcho: true, MinLength: 4 },
    Wait: { Type: 'Number', Default: 5, MinValue: 0, MaxValue: 20 },
  },
  Mappings: { ByStage: { dev: { seconds: 30, tags: ['a', 'b'] }, prod: { seconds: 60, tags: ['c'] } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Both: {
      'Fn::And': [{ Condition: 'IsDev' }, { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] }],
    },
  },
  Resources: {
    Last: {
      Type: 'AWS::SQS::Queue',
      DependsOn: 'Dead',
      Properties: {
        QueueName: {
          'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, { 'Fn::Select': [1, { Ref: 'Names' }] }]],
        },
        VisibilityTimeout: { 'Fn::FindInMap': ['ByStage', { Ref: 'Stage' }, 'seconds'] },
        ReceiveMessageWaitTimeSeconds: { Ref: 'Wait' },
        DelaySeconds: { 'Fn::If': ['IsProd', 9, { Ref: 'AWS::NoValue' }] },
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
    OnlyProd: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' },
    OnlyDev: { Type: 'AWS::SQS::Queue', Condition: 'Both' },
    Watch: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'watched' } },
  },
  Outputs: {
    Url: { Value: { Ref: 'Last' }, Description: 'Where to send.' },
    Text: {
      Value: {
        'Fn::Sub': [
          '${AWS::Partition}/${Dead.QueueName}/${Extra}/${!Literal}',
          { Extra: { 'Fn::Base64': 'é' } },
        ],
      },
    },
    Zone: { Value: { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] } },
    Part: { Value: { 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] } },
    Net: { Value: { 'Fn::Join': [',', { 'Fn::Cidr': ['10.0.0.0/24', 2, 5] }] } },
    Pseudo: { Value: { 'Fn::Sub': '${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix} ${AWS::StackId}' } },
    Hidden: { Value: 'x', Condition: 'IsProd' },
  },
};

let aws: LocalAws;
let client: CloudFormationClient;
beforeAll(async () => {
  aws = await startLocal({ template, parameters: { Password: 'secret' } });
  client = new CloudFormationClient({ ...aws.client, maxAttempts: 1 });
});
afterAll(() => aws.stop());

describe('the template', () => {
  it('has every parameter, pseudo-parameter, mapping, condition and intrinsic function resolved', async () => {
    const { Url, Text, Zone, Part, Net, Pseudo, Hidden } = aws.outputs;
    expect({ Zone, Part, Net, Hidden }).toEqual({
      Zone: 'us-east-1a',
      Part: 'c',
      Net: '10.0.0.0/27,10.0.0.32/27',
      Hidden: undefined,
    });
    expect(Text).toMatch(/^aws\/Test-Dead-\w+\/w6k=\/\$\{Literal\}$/);
    expect(Pseudo).toMatch(
      /^us-east-1 0{12} amazonaws\.com arn:aws:cloudformation:us-east-1:0{12}:stack\/Test\/\w+$/,
    );
    const sqs = new SQSClient(aws.client);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: Url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:Test-two',
      VisibilityTimeout: '30',
      ReceiveMessageWaitTimeSeconds: '5',
      DelaySeconds: '0',
    });
    expect(JSON.parse(Attributes!['RedrivePolicy']!)).toMatchObject({ maxReceiveCount: 3 });
  });
});

describe('DescribeStacks', () => {
  it('answers with outputs and parameters, a secret one hidden', async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Test' }));
    expect(Stacks).toHaveLength(1);
    expect(Stacks![0]).toMatchObject({
      StackName: 'Test',
      Description: 'Queues, by every intrinsic function.',
      StackStatus: 'CREATE_COMPLETE',
      Outputs: expect.arrayContaining([
        { OutputKey: 'Url', OutputValue: aws.outputs['Url'], Description: 'Where to send.' },
      ]),
      Parameters: expect.arrayContaining([
        { ParameterKey: 'Password', ParameterValue: '****' },
        { ParameterKey: 'Stage', ParameterValue: 'dev' },
      ]),
    });
  });

  it('refuses a stack that is not there, as the service does', async () => {
    await expect(client.send(new DescribeStacksCommand({ StackName: 'Nobody' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Nobody does not exist',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

it('lists the stack, its resources with their physical ids, and its template', async () => {
  const { StackSummaries } = await client.send(new ListStacksCommand());
  expect(StackSummaries?.map(({ StackName }) => StackName)).toEqual(['Test']);
  const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: 'Test' }));
  expect(StackResourceSummaries!.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual([
    'Dead',
    'Last',
    'OnlyDev',
    'Watch',
  ]);
  const { StackResources } = await client.send(
    new DescribeStackResourcesCommand({ StackName: 'Test', LogicalResourceId: 'Last' }),
  );
  expect(StackResources).toMatchObject([
    {
      PhysicalResourceId: aws.outputs['Url'],
      ResourceType: 'AWS::SQS::Queue',
      ResourceStatus: 'CREATE_COMPLETE',
    },
  ]);
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Test' }));
  expect(JSON.parse(TemplateBody!)).toEqual(template);
});

it.each([
  ['an action that it does not have', 'Action=Sing&Version=2010-05-15', 'InvalidAction'],
  ['no action', 'Version=2010-05-15', 'MissingAction'],
])('refuses %s with a typed error', async (_what, body, code) => {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { Sha256 } = await import('@aws-crypto/sha256-js');
  const signer = new SignatureV4({
    credentials: aws.credentials,
    region: 'us-east-1',
    service: 'cloudformation',
    sha256: Sha256,
  });
  const url = new URL(aws.urls.aws);
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: '/',
    query: {},
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const response = await fetch(url, { method: 'POST', headers: signed.headers, body });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining(`<Code>${code}</Code>`),
  ]);
});

describe('a template that cannot be booted ends the start, naming what is wrong:', () => {
  const queue = { Type: 'AWS::SQS::Queue' };
  it.each([
    [
      'a type that is not handled',
      { Server: { Type: 'AWS::EC2::Instance' } },
      {},
      /Server: AWS::EC2::Instance is not handled on this machine\. The handled types are listed in/,
    ],
    ['a parameter out of its range', { Queue: queue }, { Wait: '99' }, /Wait: must be from 0 to 20/],
    [
      'a parameter that the template does not have',
      { Queue: queue },
      { Other: '1' },
      /Other: the template has no such parameter/,
    ],
    [
      'a circle',
      { A: { ...queue, DependsOn: 'B' }, B: { ...queue, DependsOn: 'A' } },
      {},
      /circular dependency: A → B → A/,
    ],
    [
      'a property that is not handled',
      { Queue: { ...queue, Properties: { Colour: 'red' } } },
      {},
      /Queue: .*Colour/,
    ],
  ])('%s', async (_what, Resources, parameters, message) => {
    const starting = startLocal({
      template: { Parameters: { Wait: template.Parameters.Wait }, Resources } as {
        Resources: object;
      } as never,
      parameters,
    });
    await expect(starting).rejects.toThrow(message);
  });
});
