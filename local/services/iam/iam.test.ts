import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsPort } from '../../runtime/aws-port.ts';
import type { CredentialSet } from '../../runtime/credentials.ts';
import { TemplateError } from '../../runtime/errors.ts';
import type { PolicyStatement } from '../../runtime/principal.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { createSts } from '../sts/index.ts';
import { createIam } from './index.ts';

const { runtime, dispose } = testRuntime();
const iam = createIam(runtime);
runtime.connectPeers({ iam, roles: iam });
const server = createAwsPort(runtime, { iam, sts: createSts(runtime) });
let port: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
  dispose();
});

const arn = (role: string) => `arn:aws:iam::000000000000:role/${role}`;
const session = (role: string) => runtime.credentials.forRole(arn(role), 'session');

/** Makes a role that trusts `Principal` and may do what `allowed` says. */
async function makeRole(
  name: string,
  Principal: PolicyStatement['Principal'],
  allowed: Omit<PolicyStatement, 'Effect'>[] = [],
): Promise<void> {
  const Statement = allowed.map((statement) => ({ Effect: 'Allow', ...statement }));
  await iam.create({
    logicalId: name,
    type: 'AWS::IAM::Role',
    properties: {
      RoleName: name,
      AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal } },
      ...(allowed.length > 0 && { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement } }] }),
    },
  });
}

describe('who may assume a role', () => {
  const assume = (role: string, credentials: CredentialSet = runtime.credentials.root, name = 'me') =>
    new STSClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    }).send(new AssumeRoleCommand({ RoleArn: arn(role), RoleSessionName: name }));
  beforeAll(async () => {
    const assumeAll = [{ Action: 'sts:AssumeRole', Resource: '*' }];
    await makeRole('named', { Service: 'lambda.amazonaws.com' });
    await makeRole('plain', { Service: 'lambda.amazonaws.com' });
    await makeRole('bold', { Service: 'lambda.amazonaws.com' }, assumeAll);
    await makeRole('trusts-one', { AWS: arn('named') });
    await makeRole('trusts-account', { AWS: 'arn:aws:iam::000000000000:root' });
  });

  it('is said by its trust policy', async () => {
    const { AssumedRoleUser } = await assume('trusts-one', session('named'));
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/trusts-one/me');
    await expect(assume('trusts-one', session('bold'))).rejects.toThrow(/not authorized.*sts:AssumeRole/);
    await expect(assume('plain', session('bold'))).rejects.toThrow(/not authorized.*sts:AssumeRole/);
  });

  it('is left to the callers’ own policies where the trust is in the account', async () => {
    await assume('trusts-account', session('bold'));
    await expect(assume('trusts-account', session('plain'))).rejects.toThrow(/not authorized/);
  });

  it('is the person at the machine, as long as there is such a role and the names are names', async () => {
    await assume('plain');
    await expect(assume('none')).rejects.toThrow(/not authorized.*role\/none/);
    await expect(assume('plain', undefined, 'a/b c')).rejects.toThrow(/RoleSessionName/);
    await expect(assume('plain?x')).rejects.toThrow(/RoleArn/);
  });
});

it('refuses a policy that it would misread', async () => {
  const home = makeRole('home', '*', [{ Action: 's3:*', Resource: 'arn:aws:s3:::b/${aws:username}/*' }]);
  await expect(home).rejects.toBeInstanceOf(TemplateError);
});

describe('the count of calls', () => {
  async function readCalls(credentials: CredentialSet = runtime.credentials.root) {
    const signer = new SignatureV4({ credentials, region: 'us-east-1', service: 'iam', sha256: Sha256 });
    const host = `127.0.0.1:${port}`;
    const { headers } = await signer.sign({
      ...{
        method: 'GET',
        protocol: 'http:',
        hostname: '127.0.0.1',
        port,
        path: '/_calls',
        headers: { host },
      },
    });
    return fetch(`http://${host}/_calls`, { headers });
  }

  it('tells the root what was allowed and denied to whom, and nobody else', async () => {
    await makeRole('reader', '*', [{ Action: 'ssm:GetParameter', Resource: '*' }]);
    const caller = iam.assumeRole(arn('reader'), 'lambda.amazonaws.com', 's');
    for (const resource of ['a', 'b']) iam.authorize({ caller, action: 'ssm:GetParameter', resource });
    iam.authorize({ caller, action: 'ssm:GetParameter', resource: 'c', isFurther: true });
    expect(() => iam.authorize({ caller, action: 'ssm:PutParameter', resource: 'a' })).toThrow();

    const { calls } = (await (await readCalls()).json()) as { calls: { principal: string }[] };
    expect(calls.filter(({ principal }) => principal === arn('reader'))).toEqual([
      { principal: arn('reader'), action: 'ssm:GetParameter', allowed: 2, denied: 0 },
      { principal: arn('reader'), action: 'ssm:PutParameter', allowed: 0, denied: 1 },
    ]);
    expect((await readCalls(session('reader'))).status).toBe(403);
  });
});
