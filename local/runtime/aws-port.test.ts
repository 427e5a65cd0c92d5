import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIam } from '../services/iam/index.ts';
import { createSecretsManager } from '../services/secretsmanager/index.ts';
import { createSsm } from '../services/ssm/index.ts';
import { createSts } from '../services/sts/index.ts';
import { createAwsPort } from './aws-port.ts';
import type { Service } from './service.ts';
import { testRuntime } from './testing.ts';

/** The real SDK clients against the port, with real signatures. */
const { runtime, dispose } = testRuntime();
let server: Server;
let endpoint: string;
const services: Record<string, Service> = {
  sts: createSts(runtime),
  secretsmanager: createSecretsManager(runtime),
  ssm: createSsm(runtime),
};

beforeAll(async () => {
  server = createAwsPort(runtime, services);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  endpoint = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.close();
  for (const service of Object.values(services)) void service.stop?.();
  dispose();
});

const client = (credentials = runtime.credentials.root) => ({
  endpoint,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});

describe('a signed call', () => {
  it('is answered to the root', async () => {
    const answer = await new STSClient(client()).send(new GetCallerIdentityCommand({}));
    expect(answer.Arn).toBe('arn:aws:iam::000000000000:root');
  });

  it('is answered to a session of a role', async () => {
    const session = runtime.credentials.forRole('arn:aws:iam::000000000000:role/worker', 'one');
    const answer = await new STSClient(client(session)).send(new GetCallerIdentityCommand({}));
    expect(answer.Arn).toBe('arn:aws:sts::000000000000:assumed-role/worker/one');
  });

  it('keeps a secret', async () => {
    const secrets = new SecretsManagerClient(client());
    await secrets.send(new CreateSecretCommand({ Name: 'a/b', SecretString: 'ü' }));
    expect((await secrets.send(new GetSecretValueCommand({ SecretId: 'a/b' }))).SecretString).toBe('ü');
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  it('finds a secret by its ARN, whole or without the random ending, and by no pattern', async () => {
    const secrets = new SecretsManagerClient(client());
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'a_b', SecretString: 'x' }));
    for (const SecretId of [ARN!, ARN!.slice(0, -7)])
      expect((await secrets.send(new GetSecretValueCommand({ SecretId }))).Name).toBe('a_b');
    await expect(
      secrets.send(new GetSecretValueCommand({ SecretId: ARN!.slice(0, -7).replace('a_b', 'a%') })),
    ).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });

  it('keeps a parameter', async () => {
    const ssm = new SSMClient(client());
    await ssm.send(new PutParameterCommand({ Name: '/x/y', Value: '1', Type: 'String' }));
    expect((await ssm.send(new GetParameterCommand({ Name: '/x/y' }))).Parameter?.Value).toBe('1');
    await expect(ssm.send(new GetParameterCommand({ Name: '/none' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ParameterNotFound' }),
    );
  });
});

it.each<[string, object, string]>([
  ['without a name', {}, 'ValidationException'],
  ['with a number for a name', { Name: 1 }, 'SerializationException'],
])('a call %s is the caller’s fault', async (_name, input, code) => {
  const name = (error: unknown) => (error as { name?: unknown }).name;
  const ssm = new SSMClient(client());
  const secrets = new SecretsManagerClient(client());
  const Names = Object.values(input) as string[];
  const SecretId = (input as { Name?: string }).Name;
  expect(name(await ssm.send(new GetParameterCommand(input as { Name: string })).catch(identity))).toBe(code);
  expect(name(await secrets.send(new GetSecretValueCommand({ SecretId })).catch(identity))).toBe(code);
  if (Names.length > 0)
    expect(name(await ssm.send(new GetParametersCommand({ Names })).catch(identity))).toBe(code);
});
const identity = (error: unknown) => error;

describe('a call that is not what it says', () => {
  it.each([
    [
      'an unknown key',
      { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' },
      'InvalidClientTokenId',
      'UnrecognizedClientException',
    ],
    [
      'a wrong secret',
      { ...runtime.credentials.root, secretAccessKey: 'wrong' },
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
    ],
    [
      'an altered session token',
      {
        ...runtime.credentials.forRole('arn:aws:iam::000000000000:role/worker', 'one'),
        sessionToken: 'e30.e30',
      },
      'InvalidClientTokenId',
      'UnrecognizedClientException',
    ],
    [
      'an expired session',
      runtime.credentials.forRole('arn:aws:iam::000000000000:role/worker', 'one', -1),
      'ExpiredToken',
      'ExpiredTokenException',
    ],
  ])('with %s is refused in each protocol’s words', async (_name, credentials, queryCode, jsonCode) => {
    await expect(new STSClient(client(credentials)).send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      expect.objectContaining({ name: expect.stringContaining(queryCode) }),
    );
    await expect(
      new SSMClient(client(credentials)).send(new GetParameterCommand({ Name: 'x' })),
    ).rejects.toThrow(expect.objectContaining({ name: jsonCode }));
  });

  it('by a clock that is an hour off is refused', async () => {
    const late = new SSMClient({ ...client(), systemClockOffset: -3600_000 });
    await expect(late.send(new GetParameterCommand({ Name: 'x' }))).rejects.toThrow('Signature expired');
  });

  it('with another body than the signed one is refused', async () => {
    const ssm = new SSMClient(client());
    ssm.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = '{"Name":"/x/z"}';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(ssm.send(new GetParameterCommand({ Name: '/x/y' }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidSignatureException' }),
    );
  });

  it('with a body that is too large is refused, and its connection lives on', async () => {
    const ssm = new SSMClient(client());
    const Value = 'x'.repeat(17 * 1024 * 1024);
    await expect(
      ssm.send(new PutParameterCommand({ Name: '/large', Value, Type: 'String' })),
    ).rejects.toThrow(expect.objectContaining({ name: 'RequestEntityTooLarge' }));
    await expect(ssm.send(new GetParameterCommand({ Name: '/large' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ParameterNotFound' }),
    );
  });

  it('without a signature is refused', async () => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });
});

it('gives up a caller that falls silent in what it sends, and none that waits for its answer', async () => {
  const { runtime: another, dispose: end } = testRuntime();
  const silenced = Promise.withResolvers<void>();
  const s3: Service = {
    create: () => ({ ref: '' }),
    async handle(call) {
      if (call.path === '/waiting') await silenced.promise;
      else await call.body().catch(() => silenced.resolve());
      call.response.end('answered');
    },
  };
  const port = createAwsPort(another, { s3 }, { bodyIdleMs: 50 });
  await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(port.address() as AddressInfo).port}`;

  const waiting = fetch(`${url}/waiting`);
  const halfSent = request(`${url}/half`, { method: 'PUT', headers: { 'content-length': '100' } });
  const brokenOff = once(halfSent, 'error');
  halfSent.write('some of it');
  expect(await brokenOff).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await (await waiting).text()).toBe('answered');
  port.close();
  end();
});

describe('a role', () => {
  it('may do what its policy allows and nothing else', async () => {
    const { runtime: guarded, dispose: end } = testRuntime();
    const iam = createIam(guarded);
    guarded.connectPeers({ iam });
    const created = await iam.create({
      logicalId: 'Reader',
      type: 'AWS::IAM::Role',
      properties: {
        AssumeRolePolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'lambda.amazonaws.com' },
          },
        },
        Policies: [
          {
            PolicyName: 'read',
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'ssm:GetParameter',
                  Resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/open/*',
                },
              ],
            },
          },
        ],
      },
    });
    const caller = iam.assumeRole(created.attributes!['Arn']!, 'lambda.amazonaws.com', 's');
    const ask = (action: string, name: string) => () =>
      iam.authorize({ caller, action, resource: `arn:aws:ssm:us-east-1:000000000000:parameter/${name}` });
    expect(ask('ssm:GetParameter', 'open/a')).not.toThrow();
    expect(ask('ssm:GetParameter', 'shut')).toThrow('not authorized to perform: ssm:GetParameter');
    expect(ask('ssm:PutParameter', 'open/a')).toThrow('not authorized to perform: ssm:PutParameter');
    expect(() => iam.assumeRole(created.attributes!['Arn']!, 'events.amazonaws.com', 's')).toThrow(
      'sts:AssumeRole',
    );
    end();
  });
});
