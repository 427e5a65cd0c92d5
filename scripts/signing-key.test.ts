import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAwsPort } from '../local/runtime/aws-port.ts';
import { testRuntime } from '../local/runtime/testing.ts';
import { createSecretsManager } from '../local/services/secretsmanager/index.ts';
import { ensureSigningKey } from './signing-key.ts';

const NAME = 'some/signing-key';
let client: SecretsManagerClient;
let stop: () => Promise<void>;

beforeEach(async () => {
  const { runtime, dispose } = testRuntime();
  const secretsmanager = createSecretsManager(runtime);
  await secretsmanager.start?.();
  const server = createAwsPort(runtime, { secretsmanager });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: runtime.region,
    credentials: runtime.credentials.root,
  });
  stop = async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await secretsmanager.stop?.();
    dispose();
  };
});

afterEach(() => stop());

const stored = async () =>
  (await client.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString ?? '';

it('makes the key once, and answers with its public half ever after', async () => {
  const first = await ensureSigningKey(client, NAME);
  const privateKey = createPrivateKey(await stored());
  expect(privateKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  const signature = sign('sha1', Buffer.from('policy'), privateKey);
  expect(verify('sha1', Buffer.from('policy'), createPublicKey(first.publicKeyPem), signature)).toBe(true);
  expect(await ensureSigningKey(client, NAME)).toEqual(first);
});

it('makes one key when it is asked twice at once', async () => {
  const [one, other] = await Promise.all([ensureSigningKey(client, NAME), ensureSigningKey(client, NAME)]);
  expect(one).toEqual(other);
});

it('does not replace what somebody else put there', async () => {
  await client.send(new CreateSecretCommand({ Name: NAME, SecretString: 'not a key' }));
  await expect(ensureSigningKey(client, NAME)).rejects.toThrow();
  expect(await stored()).toBe('not a key');
});
