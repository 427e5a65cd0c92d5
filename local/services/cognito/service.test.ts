import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemplateError } from '../../runtime/errors.ts';
import { openCognito, type Cognito } from './testing.ts';

let dataDirectory: string;
let cognito: Cognito;
beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'cognito-'));
  cognito = await openCognito(dataDirectory);
});
afterAll(async () => {
  await cognito.close();
  rmSync(dataDirectory, { recursive: true });
});

describe('the resources', () => {
  it('have ids in the form of AWS, and the attributes of AWS', () => {
    const { ref, attributes } = cognito.pool;
    expect(ref).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(cognito.ClientId).toMatch(/^[a-z0-9]{26}$/);
    expect(attributes).toEqual({
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${ref}`,
      ProviderName: `cognito-idp.us-east-1.amazonaws.com/${ref}`,
      ProviderURL: `https://cognito-idp.us-east-1.amazonaws.com/${ref}`,
      UserPoolId: ref,
    });
  });

  it.each([
    ['UserPool', { MfaConfiguration: 'ON' }],
    ['UserPool', { AliasAttributes: ['phone_number'] }],
    ['UserPool', { LambdaConfig: { CustomMessage: 'arn' } }],
    ['UserPool', { EnabledMfas: [] }],
    ['UserPoolClient', { AllowedOAuthFlowsUserPoolClient: true }],
    ['UserPoolClient', { RefreshTokenRotation: { Feature: 'ENABLED' } }],
    ['UserPoolClient', { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }],
    ['UserPoolClient', { UserPoolId: 'us-east-1_nothing00' }],
    ['UserPoolGroup', { Unheard: 'of' }],
    ['UserPool', { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: 'arn', LambdaVersion: 'V3_0' } } }],
    ['UserPool', { LambdaConfig: { PreSignUp: 'arn' } }],
  ])('a %s with %o is refused', async (type, properties) => {
    const refused = cognito.create('X', `AWS::Cognito::${type}`, {
      ...(type !== 'UserPool' && { UserPoolId: cognito.UserPoolId }),
      ...properties,
    });
    await expect(refused).rejects.toBeInstanceOf(TemplateError);
  });
});

describe('for browsers', () => {
  it('answers the preflight', async () => {
    const response = await fetch(cognito.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:4000',
        'access-control-request-headers': 'x-amz-target,content-type',
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('x-amz-target,content-type');
  });

  it('shows answers and errors to any origin', async () => {
    const response = await fetch(cognito.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('x-amzn-errortype');
    expect(await response.json()).toMatchObject({ __type: 'InvalidParameterException' });
  });
});

it('publishes its key, and no private part of it', async () => {
  const { keys } = (await (
    await fetch(`${cognito.endpoint}/${cognito.UserPoolId}/.well-known/jwks.json`)
  ).json()) as {
    keys: object[];
  };
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  const configuration = await fetch(
    `${cognito.endpoint}/${cognito.UserPoolId}/.well-known/openid-configuration`,
  );
  expect(await configuration.json()).toMatchObject({ issuer: cognito.pool.attributes?.ProviderURL });
  expect((await fetch(`${cognito.endpoint}/us-east-1_nothing00/.well-known/jwks.json`)).status).toBe(400);
});
