import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { createHmac } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPlace, removePlace } from '../../support/stack.ts';
import { PASSWORD, startPool, type PoolUnderTest } from './pool.ts';

const place = await newPlace();
let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await startPool(place);
});
afterAll(async () => {
  await pool?.local.stop();
  await removePlace(place);
});

const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

describe('accounts', () => {
  it('a person signs up, confirms by the printed code, forgets the password and sets another', async () => {
    const { ClientId } = pool;
    const Username = 'newcomer';
    const { CodeDeliveryDetails } = await pool.sdk.send(
      new sdk.SignUpCommand({
        ClientId,
        Username,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: 'newcomer@example.com' }],
      }),
    );
    expect(CodeDeliveryDetails).toMatchObject({ Destination: 'n***@e***', DeliveryMedium: 'EMAIL' });
    await expect(pool.signIn(Username)).rejects.toBeInstanceOf(sdk.UserNotConfirmedException);
    await pool.sdk.send(
      new sdk.ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode: pool.codeOf(Username) }),
    );
    await pool.signIn(Username);

    await pool.sdk.send(new sdk.ForgotPasswordCommand({ ClientId, Username }));
    const confirm = (ConfirmationCode: string) =>
      pool.sdk.send(
        new sdk.ConfirmForgotPasswordCommand({
          ClientId,
          Username,
          ConfirmationCode,
          Password: 'Another-1-horse',
        }),
      );
    await expect(confirm('000000x')).rejects.toBeInstanceOf(sdk.CodeMismatchException);
    await confirm(pool.codeOf(Username));
    await expect(pool.signIn(Username)).rejects.toBeInstanceOf(sdk.NotAuthorizedException);
  });

  it('an address is verified again after it changed', async () => {
    const username = await pool.newUser();
    const { AccessToken } = await pool.signIn(username);
    const { CodeDeliveryDetailsList } = await pool.sdk.send(
      new sdk.UpdateUserAttributesCommand({
        AccessToken,
        UserAttributes: [
          { Name: 'email', Value: 'other@example.com' },
          { Name: 'custom:team', Value: 'red' },
        ],
      }),
    );
    expect(CodeDeliveryDetailsList).toHaveLength(1);
    const verify = (Code: string) =>
      pool.sdk.send(new sdk.VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
    await expect(verify('0')).rejects.toBeInstanceOf(sdk.CodeMismatchException);
    await verify(pool.codeOf(username));
    const { UserAttributes } = await pool.sdk.send(new sdk.GetUserCommand({ AccessToken }));
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email', Value: 'other@example.com' },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'custom:team', Value: 'red' },
      ]),
    );
    await pool.sdk.send(new sdk.DeleteUserCommand({ AccessToken }));
    await expect(pool.sdk.send(new sdk.GetUserCommand({ AccessToken }))).rejects.toThrow();
  });

  it('a temporary password must be changed at the first sign-in', async () => {
    const { UserPoolId, ClientId } = pool;
    const Username = 'invited';
    await pool.sdk.send(
      new sdk.AdminCreateUserCommand({
        UserPoolId,
        Username,
        TemporaryPassword: PASSWORD,
        MessageAction: 'SUPPRESS',
      }),
    );
    const { ChallengeName, Session } = await pool.sdk.send(
      new sdk.AdminInitiateAuthCommand({
        ...{ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
        AuthParameters: { USERNAME: Username, PASSWORD },
      }),
    );
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (NEW_PASSWORD: string) =>
      pool.sdk.send(
        new sdk.AdminRespondToAuthChallengeCommand({
          ...{ UserPoolId, ClientId, Session, ChallengeName },
          ChallengeResponses: { USERNAME: Username, NEW_PASSWORD },
        }),
      );
    await expect(answer('short')).rejects.toThrow(
      'Password did not conform with policy: Password not long enough',
    );
    expect((await answer('Another-1-horse')).AuthenticationResult?.IdToken).toBeDefined();
  });
});

describe('tokens', () => {
  it('are accepted by aws-jwt-verify, and say what the trigger adds, but not who it is', async () => {
    const { UserPoolId, ClientId } = pool;
    const Username = await pool.newUser();
    await pool.sdk.send(new sdk.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'admins' }));
    const { AccessToken, IdToken } = await pool.signIn(Username);
    const jwks = await fetch(`${pool.local.urls.aws}/${UserPoolId}/.well-known/jwks.json`);
    for (const [tokenUse, token] of [
      ['access', AccessToken!],
      ['id', IdToken!],
    ] as const) {
      const verifier = CognitoJwtVerifier.create({ userPoolId: UserPoolId, clientId: ClientId, tokenUse });
      verifier.cacheJwks((await jwks.clone().json()) as never);
      expect((await verifier.verify(token))['cognito:groups']).toEqual(['admins']);
    }
    expect(claims(IdToken!)).toMatchObject({ plan: 'free' });
    expect(claims(IdToken!)).not.toHaveProperty('email');
    expect(claims(IdToken!)['sub']).toBe(claims(AccessToken!)['sub']);
    expect(claims(AccessToken!)).toMatchObject({
      tenant: 't1',
      scope: 'aws.cognito.signin.user.admin videos/read',
    });
  });

  it('end with a global sign-out, a disabled user and a revocation', async () => {
    const { UserPoolId, ClientId } = pool;
    const Username = await pool.newUser();
    const refresh = (REFRESH_TOKEN: string) =>
      pool.sdk.send(
        new sdk.InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN },
        }),
      );
    const first = await pool.signIn(Username);
    expect((await refresh(first.RefreshToken!)).AuthenticationResult?.AccessToken).toBeDefined();
    await pool.sdk.send(new sdk.GlobalSignOutCommand({ AccessToken: first.AccessToken }));
    await expect(refresh(first.RefreshToken!)).rejects.toBeInstanceOf(sdk.NotAuthorizedException);
    await expect(pool.sdk.send(new sdk.GetUserCommand({ AccessToken: first.AccessToken }))).rejects.toThrow(
      'Access Token has been revoked',
    );

    const second = await pool.signIn(Username);
    await pool.sdk.send(new sdk.RevokeTokenCommand({ ClientId, Token: second.RefreshToken }));
    await expect(refresh(second.RefreshToken!)).rejects.toBeInstanceOf(sdk.NotAuthorizedException);

    await pool.sdk.send(new sdk.AdminDisableUserCommand({ UserPoolId, Username }));
    await expect(pool.signIn(Username)).rejects.toThrow('User is disabled.');
    await pool.sdk.send(new sdk.AdminEnableUserCommand({ UserPoolId, Username }));
    await pool.signIn(Username);
  });

  it('are renewed with another refresh token by a client that rotates', async () => {
    const ClientId = pool.outputs.Rotating;
    const { RefreshToken } = await pool.signIn(await pool.newUser(), ClientId);
    const renew = (token: string) =>
      pool.sdk.send(new sdk.GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: token }));
    const renewed = (await renew(RefreshToken!)).AuthenticationResult!;
    expect(renewed.RefreshToken).not.toBe(RefreshToken);
    await expect(renew(RefreshToken!)).rejects.toBeInstanceOf(sdk.NotAuthorizedException);
    expect((await renew(renewed.RefreshToken!)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('are given to a client with a secret only for the right hash', async () => {
    const ClientId = pool.outputs.Secretive;
    const USERNAME = await pool.newUser();
    const { UserPoolClient } = await pool.sdk.send(
      new sdk.DescribeUserPoolClientCommand({ UserPoolId: pool.UserPoolId, ClientId }),
    );
    const SECRET_HASH = createHmac('sha256', UserPoolClient!.ClientSecret!)
      .update(USERNAME + ClientId)
      .digest('base64');
    const signIn = (more: Record<string, string>) =>
      pool.sdk.send(
        new sdk.InitiateAuthCommand({
          ...{ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
          AuthParameters: { USERNAME, PASSWORD, ...more },
        }),
      );
    await expect(signIn({})).rejects.toThrow(
      `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    );
    await expect(signIn({ SECRET_HASH: 'x' })).rejects.toThrow('Unable to verify secret hash for client');
    expect((await signIn({ SECRET_HASH })).AuthenticationResult?.AccessToken).toBeDefined();
  });
});

describe('groups and lists', () => {
  it('are paged, filtered and described', async () => {
    const { UserPoolId } = pool;
    const names = [await pool.newUser(), await pool.newUser(), await pool.newUser()];
    for (const Username of names)
      await pool.sdk.send(new sdk.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'admins' }));
    const page = await pool.sdk.send(
      new sdk.ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins', Limit: 2 }),
    );
    expect(page.Users).toHaveLength(2);
    const rest = await pool.sdk.send(
      new sdk.ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins', NextToken: page.NextToken }),
    );
    const all = [...page.Users!, ...rest.Users!].map(({ Username }) => Username);
    expect(all).toEqual(expect.arrayContaining(names));
    expect(new Set(all).size).toBe(all.length);
    const { Groups } = await pool.sdk.send(new sdk.ListGroupsCommand({ UserPoolId }));
    expect(Groups).toMatchObject([{ GroupName: 'admins', Precedence: 1 }]);
    const { Users } = await pool.sdk.send(
      new sdk.ListUsersCommand({ UserPoolId, Filter: `username = "${names[0]}"` }),
    );
    expect(Users).toHaveLength(1);
  });
});

describe('bad input', () => {
  it.each([
    [
      'InvalidParameterException',
      () => new sdk.InitiateAuthCommand({ ClientId: 'x'.repeat(40_000), AuthFlow: 'USER_PASSWORD_AUTH' }),
    ],
    [
      'ResourceNotFoundException',
      () => new sdk.InitiateAuthCommand({ ClientId: 'nobody', AuthFlow: 'USER_PASSWORD_AUTH' }),
    ],
    [
      'InvalidParameterException',
      () =>
        new sdk.InitiateAuthCommand({
          ClientId: pool.ClientId,
          AuthFlow: 'CUSTOM_AUTH',
          AuthParameters: { USERNAME: 'a' },
        }),
    ],
    [
      'InvalidPasswordException',
      () => new sdk.SignUpCommand({ ClientId: pool.ClientId, Username: 'weak', Password: 'weak' }),
    ],
    ['NotAuthorizedException', () => new sdk.GetUserCommand({ AccessToken: 'a.b.c' })],
    [
      'UserNotFoundException',
      () => new sdk.AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: 'nobody' }),
    ],
    [
      'ResourceNotFoundException',
      () => new sdk.AdminGetUserCommand({ UserPoolId: 'us-east-1_nothing00', Username: 'a' }),
    ],
    ['UnknownOperationException', () => new sdk.CreateUserPoolCommand({ PoolName: 'x' })],
  ])('gets %s', async (name, command) => {
    await expect(pool.sdk.send(command() as sdk.InitiateAuthCommand)).rejects.toMatchObject({ name });
  });

  it('that is no JSON, or nobody signed, gets an error of the service', async () => {
    const send = (target: string, body: string) =>
      fetch(pool.local.urls.aws, {
        method: 'POST',
        headers: {
          'x-amz-target': `AWSCognitoIdentityProviderService.${target}`,
          'content-type': 'application/x-amz-json-1.1',
        },
        body,
      });
    expect(await (await send('SignUp', '{')).json()).toMatchObject({ __type: 'SerializationException' });
    expect(await (await send('AdminGetUser', '{"UserPoolId":"x","Username":"a"}')).json()).toMatchObject({
      __type: 'MissingAuthenticationTokenException',
    });
  });
});

it('users and sign-ins are there after a kill', async () => {
  const username = await pool.newUser();
  const { RefreshToken } = await pool.signIn(username);
  await pool.local.kill();
  pool = await startPool(place);
  const { AuthenticationResult } = await pool.sdk.send(
    new sdk.InitiateAuthCommand({
      ...{ ClientId: pool.ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH' },
      AuthParameters: { REFRESH_TOKEN: RefreshToken! },
    }),
  );
  expect(AuthenticationResult?.AccessToken).toBeDefined();
});
