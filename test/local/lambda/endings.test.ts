import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import { startLocal } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';
import { allow, arn, fn, queue, refs, role } from './template.ts';

const WAIT = { timeout: 20_000, interval: 20 };
const disposals: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

/** The environments of a service that runs, by their process ids. */
const environmentsOf = (parent: number) =>
  execFileSync('ps', ['-A', '-o', 'ppid=,pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([ppid, , ...args]) => ppid === String(parent) && args.join(' ').includes('bootstrap.mjs'))
    .map(([, pid]) => Number(pid));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

it('an environment that is busy without end does not outlive a service that is killed', async () => {
  const place = await newPlace();
  disposals.push(() => removePlace(place));
  const code = `exports.handler = async (path) => { require('node:fs').writeFileSync(path, ''); for (;;); };`;
  const busy = fn(code, { Timeout: 900 });
  const sign = join(place.dataDirectory, 'is-busy');
  const template = { Resources: { Role: role(), Busy: busy }, Outputs: refs('Busy') };
  const aws = await startLocal({ place, template });
  const lambda = new LambdaClient({ ...aws.client, maxAttempts: 1 });
  disposals.push(() => lambda.destroy());
  const answer = lambda.send(
    new InvokeCommand({ FunctionName: aws.outputs['Busy']!, Payload: JSON.stringify(sign) }),
  );
  const refused = expect(answer).rejects.toThrow();
  // From here on, nothing of it would see that its channel is closed.
  await vi.waitFor(() => expect(existsSync(sign)).toBe(true), WAIT);
  const pids = environmentsOf(aws.pid);
  expect(pids).toHaveLength(1);
  disposals.push(() => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')));
  await aws.kill();
  await refused;
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), WAIT);
});

it('ends in order in the middle of work, also after updates of what was running', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'endings-'));
  disposals.push(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'Test.template.json');
  const template = (BatchSize: number) => ({
    Resources: {
      Role: role([
        allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], '*'),
        allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], '*'),
        allow('dynamodb:ListStreams', '*'),
      ]),
      Work: queue(),
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        },
      },
      Slow: fn(`exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1000));`, {
        Timeout: 20,
      }),
      FromQueue: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Slow' }, EventSourceArn: arn('Work'), BatchSize },
      },
      FromTable: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          ...{ FunctionName: { Ref: 'Slow' }, EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } },
          ...{ StartingPosition: 'LATEST', BatchSize },
        },
      },
    },
    Outputs: refs('Slow', 'Work'),
  });
  const save = (batchSize: number) => writeFileSync(path, JSON.stringify(template(batchSize)));
  save(1);
  const place = await newPlace();
  disposals.push(() => removePlace(place));
  const aws = await startLocal({ template: path, place, flags: ['--watch'] });
  const lambda = new LambdaClient({ ...aws.client, maxAttempts: 1 });
  const sqs = new SQSClient(aws.client);
  disposals.push(() => [lambda.destroy(), sqs.destroy()]);
  const batchSizes = async () =>
    (await lambda.send(new ListEventSourceMappingsCommand())).EventSourceMappings?.map(
      ({ BatchSize }) => BatchSize,
    );

  for (const batchSize of [2, 3, 4]) {
    await sqs.send(new SendMessageCommand({ QueueUrl: aws.outputs['Work']!, MessageBody: 'm' }));
    save(batchSize);
    await vi.waitFor(async () => expect(await batchSizes()).toEqual([batchSize, batchSize]), WAIT);
  }
  const answers = [1, 2].map(() => lambda.send(new InvokeCommand({ FunctionName: aws.outputs['Slow']! })));
  const settled = Promise.allSettled(answers);
  await vi.waitFor(() => expect(environmentsOf(aws.pid)).not.toEqual([]), WAIT);
  const environments = environmentsOf(aws.pid);
  expect(await aws.stop()).toBe(0);
  await settled;
  expect(environments.filter(isAlive)).toEqual([]);
});
