import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

const template = (timeout: number | string) => `
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, VisibilityTimeout: ${timeout} }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: answer
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: ./answer
Outputs: { Url: { Value: !Ref Queue } }
`;
const handler = (answer: string) => `export const handler = async () => '${answer}';`;

let folder: string;
let aws: LocalAws;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watched-'));
  await save('answer/index.mjs', handler('one'));
  await save('template.yaml', template(30));
  aws = await startLocal({ template: join(folder, 'template.yaml'), flags: ['--watch'] });
  await vi.waitFor(() => expect(aws.log()).toContain('are taken over when saved'), 10_000);
});
afterEach(async () => {
  await aws.stop();
  await rm(folder, { recursive: true });
});

async function save(name: string, content: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(folder, 'answer'), { recursive: true });
  await writeFile(join(folder, name), content);
}
async function answer(): Promise<unknown> {
  const { Payload } = await new LambdaClient(aws.client).send(new InvokeCommand({ FunctionName: 'answer' }));
  return JSON.parse(Payload!.transformToString());
}
async function timeout(): Promise<string | undefined> {
  const { Attributes } = await new SQSClient(aws.client).send(
    new GetQueueAttributesCommand({ QueueUrl: aws.outputs['Url'], AttributeNames: ['VisibilityTimeout'] }),
  );
  return Attributes?.['VisibilityTimeout'];
}

it('takes over a saved function and a saved template, and keeps what is in a queue', async () => {
  const sqs = new SQSClient(aws.client);
  await sqs.send(new SendMessageCommand({ QueueUrl: aws.outputs['Url'], MessageBody: 'kept' }));
  expect(await answer()).toBe('one');

  await save('answer/index.mjs', handler('two'));
  await vi.waitFor(async () => expect(await answer()).toBe('two'), 10_000);
  await save('template.yaml', template(44));
  await vi.waitFor(async () => expect(await timeout()).toBe('44'), 10_000);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: aws.outputs['Url'] }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
});

it('goes on as it was when what was saved is no template, or cannot be made', async () => {
  await save('template.yaml', 'Resources: [');
  await vi.waitFor(() => expect(aws.log()).toContain('can not be read as a template'), 10_000);
  await save('template.yaml', template('soon'));
  await vi.waitFor(() => expect(aws.log()).toMatch(/goes on as it was: Queue/), 10_000);
  expect([await timeout(), await answer()]).toEqual(['30', 'one']);
});
