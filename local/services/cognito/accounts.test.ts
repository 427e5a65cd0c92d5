import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCognito, otherCode, Password, person, refusal, type Cognito } from './testing.ts';

let dataDirectory: string;
let cognito: Cognito;
let now: number;

beforeEach(async () => {
  now = Date.now();
  dataDirectory = mkdtempSync(join(tmpdir(), 'cognito-'));
  cognito = await openCognito(dataDirectory, { clock: { now: () => now } });
});
afterEach(async () => {
  await cognito.close();
  rmSync(dataDirectory, { recursive: true });
});

const { signUp, confirm, signIn } = person(() => cognito);

describe('signing up', () => {
  it('sends a code, confirms by it and lets the user in', async () => {
    const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp();
    expect(UserConfirmed).toBe(false);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    expect(await refusal(signIn())).toBe('UserNotConfirmedException: User is not confirmed.');
    await confirm();
    const { AccessToken } = await signIn();
    const user = await cognito.sdk.send(new GetUserCommand({ AccessToken }));
    expect(user.Username).toBe('alice');
    expect(user.UserAttributes).toEqual([
      { Name: 'sub', Value: UserSub },
      { Name: 'email', Value: 'alice@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ]);
  });

  it('refuses what AWS refuses, in its words', async () => {
    await signUp();
    expect(await refusal(signUp())).toBe('UsernameExistsException: User already exists');
    const policy = 'InvalidPasswordException: Password did not conform with policy: ';
    expect(await refusal(signUp('bob', { Password: 'Ab1' }))).toBe(`${policy}Password not long enough`);
    expect(await refusal(signUp('bob', { Password: 'abcdefg1' }))).toBe(
      `${policy}Password must have uppercase characters`,
    );
    expect(await refusal(signUp('bob', { Password: 'Abcdefgh' }))).toBe(
      `${policy}Password must have numeric characters`,
    );
    expect(await refusal(signUp('white space'))).toMatch(/^InvalidParameterException: /);
    const admin = { ClientId: cognito.ClientId, Username: 'eve', Password };
    const attribute = (Name: string, Value: string) =>
      refusal(cognito.sdk.send(new SignUpCommand({ ...admin, UserAttributes: [{ Name, Value }] })));
    expect(await attribute('sub', '1')).toMatch(/^NotAuthorizedException/);
    expect(await attribute('email_verified', 'true')).toMatch(/^NotAuthorizedException/);
    expect(await attribute('custom:role', 'admin')).toMatch(/^InvalidParameterException/);
    expect(await attribute('email', 'nonsense')).toBe(
      'InvalidParameterException: Invalid email address format.',
    );
  });

  it('counts wrong codes, and forgets an old code when a new one is sent', async () => {
    await signUp();
    const first = cognito.lastCode();
    await cognito.sdk.send(
      new ResendConfirmationCodeCommand({ ClientId: cognito.ClientId, Username: 'alice' }),
    );
    const code = cognito.lastCode();
    if (first !== code) expect(await refusal(confirm('alice', first))).toMatch(/^CodeMismatchException/);
    for (let tries = 0; tries < 5; tries++) await refusal(confirm('alice', otherCode(code)));
    expect(await refusal(confirm('alice', code))).toMatch(/^LimitExceededException/);
    await cognito.sdk.send(
      new ResendConfirmationCodeCommand({ ClientId: cognito.ClientId, Username: 'alice' }),
    );
    now += 25 * 3600_000;
    expect(await refusal(confirm())).toMatch(/^ExpiredCodeException/);
  });
});

describe('tokens', () => {
  it('are what the verifier of AWS expects, of either kind', async () => {
    const { UserSub } = await signUp();
    await confirm();
    const { AccessToken, IdToken } = await signIn();
    const jwks = (await (
      await fetch(`${cognito.endpoint}/${cognito.UserPoolId}/.well-known/jwks.json`)
    ).json()) as never;
    const verify = async (tokenUse: 'id' | 'access', token: string) => {
      const { UserPoolId: userPoolId, ClientId: clientId } = cognito;
      const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse, clientId });
      verifier.cacheJwks(jwks);
      return verifier.verify(token);
    };
    const common = {
      sub: UserSub,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${cognito.UserPoolId}`,
      origin_jti: expect.any(String),
      jti: expect.any(String),
      event_id: expect.any(String),
      auth_time: Math.floor(now / 1000),
      iat: Math.floor(now / 1000),
      exp: Math.floor(now / 1000) + 3600,
    };
    expect(await verify('access', AccessToken)).toEqual({
      ...common,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      client_id: cognito.ClientId,
      username: 'alice',
    });
    expect(await verify('id', IdToken)).toEqual({
      ...common,
      token_use: 'id',
      aud: cognito.ClientId,
      'cognito:username': 'alice',
      email: 'alice@example.com',
      email_verified: true,
    });
    await expect(verify('id', AccessToken)).rejects.toThrow();
  });

  it('are renewed until they are revoked, and keep their sign-in', async () => {
    await signUp();
    await confirm();
    const { RefreshToken, AccessToken } = await signIn();
    const renew = () =>
      cognito.sdk.send(
        new InitiateAuthCommand({
          ClientId: cognito.ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: RefreshToken },
        }),
      );
    const { AuthenticationResult } = await renew();
    expect(AuthenticationResult?.RefreshToken).toBeUndefined();
    const origin = async (token: string) =>
      (await cognito.service.verifyToken(token, cognito.UserPoolId)).origin_jti;
    expect(await origin(AuthenticationResult!.AccessToken!)).toBe(await origin(AccessToken));
    const renewed = await cognito.sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: cognito.ClientId, RefreshToken }),
    );
    expect(renewed.AuthenticationResult?.IdToken).toBeDefined();
    await cognito.sdk.send(new RevokeTokenCommand({ ClientId: cognito.ClientId, Token: RefreshToken }));
    expect(await refusal(renew())).toBe('NotAuthorizedException: Invalid Refresh Token');
    expect(await refusal(cognito.sdk.send(new GetUserCommand({ AccessToken })))).toBe(
      'NotAuthorizedException: Access Token has been revoked',
    );
  });

  it('end at a global sign-out for Cognito, but stay valid for others until they expire', async () => {
    await signUp();
    await confirm();
    const { AccessToken } = await signIn();
    const other = await signIn();
    await cognito.sdk.send(new GlobalSignOutCommand({ AccessToken }));
    expect(await refusal(cognito.sdk.send(new GetUserCommand({ AccessToken: other.AccessToken })))).toMatch(
      /revoked/,
    );
    expect(await cognito.service.verifyToken(AccessToken, cognito.UserPoolId)).toMatchObject({
      username: 'alice',
    });
    now += 3601_000;
    await expect(cognito.service.verifyToken(AccessToken, cognito.UserPoolId)).rejects.toMatchObject({
      code: 'ExpiredToken',
    });
  });

  it('are refused by the reason', async () => {
    await signUp();
    await confirm();
    const { AccessToken, IdToken } = await signIn();
    const code = (token: string, poolId = cognito.UserPoolId) =>
      cognito.service.verifyToken(token, poolId).then(
        () => 'accepted',
        (error: { code?: string }) => error.code,
      );
    expect(await code(AccessToken)).toBe('accepted');
    expect(await code(AccessToken)).toBe('accepted');
    for (const text of ['', 'nonsense', 'a.b', 'a.b.c', 'x'.repeat(20_000)])
      expect(await code(text)).toBe('MalformedToken');
    const [header, payload, signature = ''] = AccessToken.split('.');
    const forged = Buffer.from(payload!, 'base64url').toString().replace('alice', 'admin');
    expect(await code(`${header}.${Buffer.from(forged).toString('base64url')}.${signature}`)).toBe(
      'InvalidToken',
    );
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await code(`${none}.${payload}.`)).not.toBe('accepted');
    const second = await cognito.create('Second', 'AWS::Cognito::UserPool', {});
    expect(await code(AccessToken, second.ref)).toBe('InvalidToken');
    expect(await refusal(cognito.sdk.send(new GetUserCommand({ AccessToken: IdToken })))).toBe(
      'NotAuthorizedException: Invalid Access Token',
    );
  });

  it('and users survive a restart', async () => {
    await signUp();
    await confirm();
    const { AccessToken, RefreshToken } = await signIn();
    await cognito.close();
    cognito = await openCognito(dataDirectory, { clock: { now: () => now } });
    expect(await cognito.service.verifyToken(AccessToken, cognito.UserPoolId)).toMatchObject({
      username: 'alice',
    });
    await cognito.sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: cognito.ClientId, RefreshToken }),
    );
    await signIn();
    expect(readFileSync(join(dataDirectory, 'cognito/cognito.db')).includes(Password)).toBe(false);
  });
});
