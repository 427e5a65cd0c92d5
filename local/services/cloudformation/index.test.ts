import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsPort } from '../../runtime/aws-port.ts';
import { AwsError } from '../../runtime/errors.ts';
import { allowAll, testRuntime } from '../../runtime/testing.ts';
import type { Stack } from '../../template/stack.ts';
import { fakeStack, sourceOf } from '../../template/testing.ts';
import { createCloudFormation } from './index.ts';

const template = {
  Description: 'Some <things> & more.',
  Parameters: {
    Key: { Type: 'String', NoEcho: true },
    Names: { Type: 'CommaDelimitedList', Default: 'a,b' },
  },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Bucket' },
  },
  Outputs: { Where: { Value: { Ref: 'Bucket' }, Description: 'The bucket.' } },
};

let stack: Stack;
let client: CloudFormationClient;
let denied: string | undefined;
let stop: () => Promise<void>;

beforeEach(async () => {
  denied = undefined;
  const iam: typeof allowAll = {
    ...allowAll,
    authorize({ action }) {
      if (action === denied) throw new AwsError('AccessDenied', `not authorized to perform: ${action}`, 403);
    },
  };
  const { runtime, dispose } = testRuntime({ iam });
  const { host } = fakeStack(runtime, 'Things');
  stack = await host.deploy(sourceOf(template, 'Things'), { Key: 'secret' });
  const server = createAwsPort(runtime, { cloudformation: createCloudFormation(runtime, host.stacks) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new CloudFormationClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: runtime.region,
    credentials: runtime.credentials.root,
    maxAttempts: 1,
  });
  stop = async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    dispose();
  };
});
afterEach(() => stop());

describe('a stack, asked for by the SDK,', () => {
  it.each([
    ['by its name', () => 'Things'],
    ['by its id', () => stack.id],
    ['among all', () => undefined],
  ])('%s tells its outputs and parameters, but no secret one', async (_how, name) => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name() }));
    expect(Stacks).toMatchObject([
      {
        StackId: stack.id,
        StackName: 'Things',
        Description: template.Description,
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [{ OutputKey: 'Where', OutputValue: 'ref-Bucket', Description: 'The bucket.' }],
        Parameters: [
          { ParameterKey: 'Key', ParameterValue: '****' },
          { ParameterKey: 'Names', ParameterValue: 'a,b' },
        ],
      },
    ]);
    expect(Stacks?.[0]?.CreationTime).toEqual(new Date(stack.createdAt));
  });

  it('lists its resources with their physical ids', async () => {
    const { StackResourceSummaries } = await client.send(
      new ListStackResourcesCommand({ StackName: 'Things' }),
    );
    expect(StackResourceSummaries).toMatchObject([
      { LogicalResourceId: 'Bucket', PhysicalResourceId: 'ref-Bucket', ResourceType: 'AWS::S3::Bucket' },
      { LogicalResourceId: 'Queue', PhysicalResourceId: 'ref-Queue', ResourceType: 'AWS::SQS::Queue' },
    ]);
    const one = { StackName: 'Things', LogicalResourceId: 'Queue' };
    const { StackResources } = await client.send(new DescribeStackResourcesCommand(one));
    expect(StackResources?.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(['ref-Queue']);
  });

  it('is in the list of stacks, and gives its template', async () => {
    const { StackSummaries } = await client.send(new ListStacksCommand({}));
    expect(StackSummaries?.map(({ StackName }) => StackName)).toEqual(['Things']);
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Things' }));
    expect(JSON.parse(TemplateBody ?? '')).toEqual(template);
  });
});

describe('refused is', () => {
  it.each([
    ['a stack', new DescribeStacksCommand({ StackName: 'None' }), 'Stack with id None does not exist'],
    [
      'a stack’s list',
      new ListStackResourcesCommand({ StackName: 'None' }),
      'Stack with id None does not exist',
    ],
    [
      'a resource',
      new DescribeStackResourcesCommand({ StackName: 'Things', LogicalResourceId: 'None' }),
      'Resource None does not exist for stack Things',
    ],
  ])('%s that is not there', async (_what, command, message) => {
    // The overloads of `send` do not take a union of commands.
    await expect(client.send(command as DescribeStacksCommand)).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    });
  });

  it('a caller without the permission', async () => {
    denied = 'cloudformation:DescribeStacks';
    await expect(client.send(new DescribeStacksCommand({ StackName: 'Things' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });
});
