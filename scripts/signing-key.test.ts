import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureSigningKey } from './signing-key.ts';
import { secretsForTests } from './testing.ts';

const NAME = 'some/signing-key';
let client: SecretsManagerClient;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ client, stop } = await secretsForTests());
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
