import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCloud, type Cloud } from './main.ts';
import { silentLog } from './runtime/log.ts';
import type { Ports } from './runtime/runtime.ts';
import type { Template } from './template/assembly.ts';

let scratch: string;
let ports: Ports;
let clouds: Cloud[];
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'cloud-'));
  clouds = [];
  ports = {
    ...{ aws: await freePort(), web: await freePort() },
    ...{ cdn: await freePort(), payments: await freePort() },
  };
});
afterEach(async () => {
  for (const cloud of clouds) await cloud.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function start(options: { reset?: boolean } = {}): Promise<Cloud> {
  const cloud = await startCloud({
    ...options,
    dataDirectory: join(scratch, 'data'),
    stackName: 'Some',
    ports,
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffprobe',
    log: silentLog,
  });
  clouds = [cloud];
  return cloud;
}
const stop = () => clouds.pop()!.stop();

const withResources = (Resources: Template['Resources']) => ({
  stackName: 'Some',
  template: { Resources, Outputs: { Url: { Value: { Ref: 'Queue' } } } },
  assets: new Map<string, string>(),
  directory: import.meta.dirname,
});
const queue = withResources({ Queue: { Type: 'AWS::SQS::Queue' } });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function sqs({ runtime }: Cloud): SQSClient {
  return new SQSClient({
    endpoint: runtime.urls.aws,
    region: runtime.region,
    credentials: runtime.credentials.root,
    maxAttempts: 1,
  });
}

it('makes a template’s resources, and keeps them and what they hold over a restart', async () => {
  const first = await start();
  const { outputs } = await first.createStack(queue, {});
  const QueueUrl = outputs[0]!.value;
  await sqs(first).send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
  await stop();

  const second = await start();
  expect((await second.createStack(queue, {})).outputs).toEqual(outputs);
  const { Messages } = await sqs(second).send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
});

it('begins anew with other ids and credentials when it is reset', async () => {
  const first = await start();
  const before = await first.createStack(queue, {});
  const old = sqs(first);
  await stop();

  const second = await start({ reset: true });
  const after = await second.createStack(queue, {});
  expect(after.outputs).not.toEqual(before.outputs);
  await expect(old.send(new GetQueueUrlCommand({ QueueName: 'any' }))).rejects.toThrow('security token');
});

it('refuses a type that it does not have, naming the resource', async () => {
  const cloud = await start();
  const source = withResources({ Server: { Type: 'AWS::EC2::Instance' } });
  await expect(cloud.createStack(source, {})).rejects.toThrow(
    'Server: AWS::EC2::Instance is not handled on this machine.',
  );
});

it('lets go of everything when a port is taken, so that it can be started once it is free', async () => {
  const holder = createServer().listen(ports.aws, '127.0.0.1');
  await once(holder, 'listening');
  await expect(start()).rejects.toMatchObject({ code: 'EADDRINUSE', port: ports.aws });
  holder.close();
  await once(holder, 'close');
  await start();
});

it('can be stopped before a stack was made', async () => {
  await start();
  await stop();
});
