import * as sdk from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';

const role = (name: string, Principal: unknown, more: object = {}, Condition?: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition && { Condition }) }],
    },
    ...more,
  },
});
const arn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const template = {
  Resources: {
    First: role('first', { Service: 'lambda.amazonaws.com' }, { MaxSessionDuration: 7200 }),
    Partner: {
      ...role('partner', { AWS: arn('first') }, {}, { StringEquals: { 'sts:ExternalId': 'Unique-1' } }),
      DependsOn: 'First',
    },
  },
};

let local: LocalAws;
let sts: sdk.STSClient;
beforeAll(async () => {
  local = await startLocal({ template });
  sts = new sdk.STSClient({ ...local.client, maxAttempts: 1 });
});
afterAll(() => local?.stop());

const assume = (name: string, more: Partial<sdk.AssumeRoleCommandInput> = {}, client = sts) =>
  client.send(new sdk.AssumeRoleCommand({ RoleArn: arn(name), RoleSessionName: 'me', ...more }));
const clientOf = ({ Credentials }: Pick<sdk.AssumeRoleCommandOutput, 'Credentials'>) =>
  new sdk.STSClient({
    ...local.client,
    maxAttempts: 1,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });

describe('AssumeRole', () => {
  it('gives a session that knows who it is', async () => {
    const answer = await assume('first', { DurationSeconds: 900 });
    const lifetime = answer.Credentials!.Expiration!.getTime() - Date.now();
    expect(lifetime).toBeGreaterThan(800_000);
    expect(lifetime).toBeLessThanOrEqual(900_000);
    const identity = await clientOf(answer).send(new sdk.GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:sts::000000000000:assumed-role/first/me',
      UserId: answer.AssumedRoleUser!.AssumedRoleId,
    });
    expect(identity.UserId).toMatch(/^AROA[A-Z0-9]{17}:me$/);
  });

  it('follows the conditions of the trust policy', async () => {
    const first = clientOf(await assume('first'));
    await expect(assume('partner', {}, first)).rejects.toThrow(/not authorized to perform: sts:AssumeRole/);
    await expect(assume('partner', { ExternalId: 'other' }, first)).rejects.toThrow(/not authorized/);
    await assume('partner', { ExternalId: 'Unique-1' }, first);
  });

  it.each([
    ['ValidationError', 'greater than or equal to 900', { DurationSeconds: 899 }],
    ['ValidationError', 'exceeds the MaxSessionDuration', { DurationSeconds: 7201 }],
    ['ValidationError', 'RoleSessionName', { RoleSessionName: 'a b' }],
    ['MalformedPolicyDocumentException', 'invalid Json', { Policy: '{' }],
    ['MalformedPolicyDocumentException', 'Effect', { Policy: '{"Statement":[{}]}' }],
    ['PackedPolicyTooLargeException', 'smaller policy', { Policy: ' '.repeat(2049) }],
    ['NotImplemented', 'Tags', { Tags: [{ Key: 'a', Value: 'b' }] }],
  ])('refuses with %s: %s', async (name, message, more) => {
    const error = (await assume('first', more).catch((caught: unknown) => caught)) as Error;
    expect(error.name).toBe(name);
    expect(error.message).toContain(message);
  });

  it('chains for an hour at most', async () => {
    const first = clientOf(await assume('first'));
    const long = assume('partner', { ExternalId: 'Unique-1', DurationSeconds: 3601 }, first);
    await expect(long).rejects.toThrow('1 hour session limit');
  });
});

describe('the root', () => {
  it('gets a session of its own, and a session gets none', async () => {
    const answer = await sts.send(new sdk.GetSessionTokenCommand({}));
    const { Arn } = await clientOf(answer).send(new sdk.GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:iam::000000000000:root');
    const session = clientOf(await assume('first'));
    await expect(session.send(new sdk.GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('bad input', () => {
  it('unsigned, wrongly signed and unknown is refused in the service’s own shape', async () => {
    const federated = sts.send(
      new sdk.AssumeRoleWithWebIdentityCommand({
        ...{ RoleArn: arn('first'), RoleSessionName: 'me', WebIdentityToken: 'token' },
      }),
    );
    await expect(federated).rejects.toMatchObject({ name: 'NotImplemented' });
    const wrong = new sdk.STSClient({
      ...local.client,
      maxAttempts: 1,
      credentials: { ...local.credentials, secretAccessKey: 'wrong' },
    });
    await expect(wrong.send(new sdk.GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    const forged = clientOf({
      Credentials: { AccessKeyId: 'ASIAX', SecretAccessKey: 'x', SessionToken: 'x.y' },
    } as sdk.AssumeRoleCommandOutput);
    await expect(forged.send(new sdk.GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    const unsigned = await fetch(local.urls.aws, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(unsigned.status).toBe(403);
    expect(await unsigned.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    await expect(
      sts.send(new sdk.GetAccessKeyInfoCommand({ AccessKeyId: 'A'.repeat(16) })),
    ).rejects.toMatchObject({
      name: 'InvalidAction',
    });
  });
});
