import * as sdk from '@aws-sdk/client-secrets-manager';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';

const template = {
  Resources: {
    Generated: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: {
          SecretStringTemplate: '{"username":"app"}',
          GenerateStringKey: 'password',
          PasswordLength: 40,
          ExcludePunctuation: true,
        },
      },
    },
  },
  Outputs: { Generated: { Value: { Ref: 'Generated' } } },
};

const place = await newPlace();
let local: LocalAws;
let client: sdk.SecretsManagerClient;
const start = async () => {
  local = await startLocal({ template, place });
  client = new sdk.SecretsManagerClient({ ...local.client, maxAttempts: 1 });
};
beforeAll(start);
afterAll(async () => {
  await local?.stop();
  await removePlace(place);
});

const token = (n: number) => `EXAMPLE1-90ab-cdef-fedc-ba987SECRET${n}`;
const value = async (SecretId: string, more: object = {}) =>
  (await client.send(new sdk.GetSecretValueCommand({ SecretId, ...more }))).SecretString;

describe('versions', () => {
  it('the newest is current, the one before is previous, and a repeated request is one', async () => {
    const Name = 'MyTestDatabaseSecret';
    const created = await client.send(
      new sdk.CreateSecretCommand({ Name, SecretString: 'one', ClientRequestToken: token(1) }),
    );
    expect(created).toMatchObject({ Name, VersionId: token(1) });
    expect(created.ARN).toMatch(
      /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:MyTestDatabaseSecret-\w{6}$/,
    );
    const put = (SecretString: string) =>
      client.send(
        new sdk.PutSecretValueCommand({ SecretId: Name, SecretString, ClientRequestToken: token(2) }),
      );
    expect(await put('two')).toMatchObject({ VersionId: token(2), VersionStages: ['AWSCURRENT'] });
    expect(await put('two')).toMatchObject({ VersionId: token(2) });
    await expect(put('three')).rejects.toBeInstanceOf(sdk.ResourceExistsException);
    expect(await value(Name)).toBe('two');
    expect(await value(created.ARN!, { VersionStage: 'AWSPREVIOUS' })).toBe('one');
    expect(await value(Name, { VersionId: token(1) })).toBe('one');
    await expect(value(Name, { VersionId: token(1), VersionStage: 'AWSCURRENT' })).rejects.toBeInstanceOf(
      sdk.InvalidRequestException,
    );
  });

  it('a pending one becomes current by its stage', async () => {
    const SecretId = 'Rotated';
    await client.send(
      new sdk.CreateSecretCommand({ Name: SecretId, SecretString: 'old', ClientRequestToken: token(3) }),
    );
    await client.send(
      new sdk.PutSecretValueCommand({
        ...{ SecretId, SecretString: 'new', ClientRequestToken: token(4) },
        VersionStages: ['AWSPENDING'],
      }),
    );
    expect(await value(SecretId)).toBe('old');
    expect(await value(SecretId, { VersionStage: 'AWSPENDING' })).toBe('new');
    await client.send(
      new sdk.UpdateSecretVersionStageCommand({
        ...{ SecretId, VersionStage: 'AWSCURRENT' },
        ...{ MoveToVersionId: token(4), RemoveFromVersionId: token(3) },
      }),
    );
    expect(await value(SecretId)).toBe('new');
    expect((await client.send(new sdk.DescribeSecretCommand({ SecretId }))).VersionIdsToStages).toEqual({
      [token(3)]: ['AWSPREVIOUS'],
      [token(4)]: ['AWSPENDING', 'AWSCURRENT'],
    });
  });

  it('bytes stay bytes', async () => {
    const SecretBinary = new Uint8Array([0, 255, 7]);
    await client.send(new sdk.CreateSecretCommand({ Name: 'Bytes', SecretBinary }));
    const read = await client.send(new sdk.GetSecretValueCommand({ SecretId: 'Bytes' }));
    expect([...read.SecretBinary!]).toEqual([0, 255, 7]);
  });
});

describe('a secret', () => {
  it('of the template is generated as it says, once, and no file shows it', async () => {
    const { username, password } = JSON.parse((await value(local.outputs['Generated']!))!) as Record<
      string,
      string
    >;
    expect(username).toBe('app');
    expect(password).toMatch(/^[A-Za-z0-9]{40}$/);
    for (const file of ['secrets.db', 'secrets.db-wal'])
      expect(readFileSync(join(local.place.dataDirectory, 'secretsmanager', file)).includes(password!)).toBe(
        false,
      );
  });

  it('is deleted after a time in which it can be restored', async () => {
    const SecretId = 'Doomed';
    await client.send(new sdk.CreateSecretCommand({ Name: SecretId, SecretString: 'x' }));
    await client.send(new sdk.DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    await expect(value(SecretId)).rejects.toThrow('because it was marked for deletion');
    await client.send(new sdk.RestoreSecretCommand({ SecretId }));
    expect(await value(SecretId)).toBe('x');
    await client.send(new sdk.DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    await expect(value(SecretId)).rejects.toBeInstanceOf(sdk.ResourceNotFoundException);
  });

  it('is found by its tags, page by page', async () => {
    for (const n of [1, 2, 3])
      await client.send(
        new sdk.CreateSecretCommand({
          Name: `Tagged${n}`,
          SecretString: 'x',
          Tags: [{ Key: 'team', Value: 'red' }],
        }),
      );
    const Filters: sdk.Filter[] = [{ Key: 'tag-key', Values: ['team'] }];
    const first = await client.send(new sdk.ListSecretsCommand({ Filters, MaxResults: 2 }));
    const rest = await client.send(new sdk.ListSecretsCommand({ Filters, NextToken: first.NextToken }));
    expect([...first.SecretList!, ...rest.SecretList!].map(({ Name }) => Name)).toEqual([
      'Tagged1',
      'Tagged2',
      'Tagged3',
    ]);
  });

  it('whose own policy denies the deletion is not deleted, by the root neither', async () => {
    const SecretId = 'Guarded';
    await client.send(new sdk.CreateSecretCommand({ Name: SecretId, SecretString: 'x' }));
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:DeleteSecret',
      Resource: '*',
    };
    const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await client.send(new sdk.PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
    await expect(client.send(new sdk.DeleteSecretCommand({ SecretId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('with an explicit deny in a resource-based policy') as string,
    });
    const spoilt = client.send(
      new sdk.PutResourcePolicyCommand({ SecretId, ResourcePolicy: '{"Statement":[{}]}' }),
    );
    await expect(spoilt).rejects.toBeInstanceOf(sdk.MalformedPolicyDocumentException);
  });
});

describe('bad input', () => {
  it.each([
    ['ResourceNotFoundException', new sdk.GetSecretValueCommand({ SecretId: 'nothing' })],
    ['ValidationException', new sdk.CreateSecretCommand({ Name: 'a b', SecretString: 'x' })],
    ['ValidationException', new sdk.CreateSecretCommand({ Name: 'big', SecretString: 'x'.repeat(65_537) })],
    ['InvalidParameterException', new sdk.CreateSecretCommand({ Name: 'c', ClientRequestToken: 'short' })],
    [
      'InvalidParameterException',
      new sdk.GetRandomPasswordCommand({ PasswordLength: 1, ExcludeCharacters: 'a' }),
    ],
    ['InvalidNextTokenException', new sdk.ListSecretsCommand({ NextToken: '§' })],
    ['UnknownOperationException', new sdk.RotateSecretCommand({ SecretId: 'x' })],
  ])('gets %s', async (name, command) => {
    await expect(client.send(command as sdk.GetSecretValueCommand)).rejects.toMatchObject({ name });
  });

  it('nobody signed, or signed wrongly, is refused', async () => {
    const wrong = new sdk.SecretsManagerClient({
      ...local.client,
      credentials: { ...local.credentials, secretAccessKey: 'wrong' },
      maxAttempts: 1,
    });
    await expect(wrong.send(new sdk.ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });
});

it('what was acknowledged is there after a kill', async () => {
  const before = await value(local.outputs['Generated']!);
  await client.send(new sdk.CreateSecretCommand({ Name: 'Kept', SecretString: 'kept' }));
  await local.kill();
  await start();
  expect(await value('Kept')).toBe('kept');
  expect(await value(local.outputs['Generated']!)).toBe(before);
});
