import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest } from '../../runtime/principal.ts';
import { allowAll } from '../../runtime/testing.ts';
import { openCognito, Password, person, refusal, type Cognito, type Invocation } from './testing.ts';

let dataDirectory: string;
let cognito: Cognito;
let invocations: Invocation[];
let failure: string | undefined;
let asked: AccessRequest[];
let denied: boolean;

beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'cognito-'));
  [invocations, failure, asked, denied] = [[], undefined, [], false];
  cognito = await openCognito(dataDirectory, {
    pool: { LambdaConfig: { PostConfirmation: 'arn:post', PreTokenGeneration: 'arn:pre' } },
    client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
    iam: {
      ...allowAll,
      authorize(request) {
        asked.push(request);
        if (denied) throw new AwsError('AccessDenied', 'User: x is not authorized', 403);
      },
    },
    invoke(invocation) {
      invocations.push(invocation);
      if (failure) return { payload: JSON.stringify({ errorMessage: failure }), functionError: 'Unhandled' };
      const response =
        invocation.functionArn === 'arn:pre'
          ? {
              claimsOverrideDetails: { claimsToAddOrOverride: { plan: 'gold' }, claimsToSuppress: ['email'] },
            }
          : {};
      return { payload: JSON.stringify({ ...invocation.event, response }) };
    },
  });
});
afterEach(async () => {
  await cognito.close();
  rmSync(dataDirectory, { recursive: true });
});

const { signUp } = person(() => cognito);
const user = (Username = 'alice') => ({ UserPoolId: cognito.UserPoolId, Username });
const signIn = (PASSWORD = Password) =>
  cognito.sdk.send(
    new InitiateAuthCommand({
      ClientId: cognito.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'alice', PASSWORD },
    }),
  );

describe('users that an administrator makes', () => {
  it('choose a password of their own at the first sign-in', async () => {
    const made = await cognito.sdk.send(
      new AdminCreateUserCommand({ ...user(), TemporaryPassword: 'Temporary1', MessageAction: 'SUPPRESS' }),
    );
    expect(made.User).toMatchObject({
      Username: 'alice',
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      Enabled: true,
    });
    const challenge = await signIn('Temporary1');
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const respond = (NEW_PASSWORD: string, Session = challenge.Session) =>
      cognito.sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId: cognito.ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: 'alice', NEW_PASSWORD },
        }),
      );
    expect(await refusal(respond('weak'))).toMatch(/^InvalidPasswordException/);
    expect(await refusal(respond(Password, `A${'A'.repeat(100)}`))).toMatch(
      /^NotAuthorizedException: Invalid session/,
    );
    expect((await respond(Password)).AuthenticationResult?.AccessToken).toBeDefined();
    expect((await signIn()).AuthenticationResult?.IdToken).toBeDefined();
  });

  it('get a password that stays, when it is set as permanent', async () => {
    await cognito.sdk.send(new AdminCreateUserCommand(user()));
    await cognito.sdk.send(new AdminSetUserPasswordCommand({ ...user(), Password, Permanent: true }));
    const { AuthenticationResult } = await cognito.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: cognito.UserPoolId,
        ClientId: cognito.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'alice', PASSWORD: Password },
      }),
    );
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('are listed, page by page and by filter, and deleted', async () => {
    for (let n = 0; n < 5; n++) await signUp(`user${n}`);
    const list = (input: object) =>
      cognito.sdk.send(new ListUsersCommand({ UserPoolId: cognito.UserPoolId, ...input }));
    const first = await list({ Limit: 3 });
    const second = await list({ Limit: 3, PaginationToken: first.PaginationToken });
    expect([...first.Users!, ...second.Users!].map((one) => one.Username)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `user${n}`),
    );
    expect(second.PaginationToken).toBeUndefined();
    expect((await list({ Filter: 'email ^= "user3@"' })).Users).toHaveLength(1);
    expect(await refusal(list({ Filter: 'drop table' }))).toMatch(/^InvalidParameterException/);
    await cognito.sdk.send(new AdminDeleteUserCommand(user('user1')));
    expect(await refusal(cognito.sdk.send(new AdminGetUserCommand(user('user1'))))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });
});

describe('groups', () => {
  it('reach the tokens in order of precedence', async () => {
    await signUp();
    await cognito.sdk.send(new AdminConfirmSignUpCommand(user()));
    for (const GroupName of ['creators', 'admins'])
      await cognito.sdk.send(new AdminAddUserToGroupCommand({ ...user(), GroupName }));
    const claims = async (kind: 'AccessToken' | 'IdToken') =>
      cognito.service.verifyToken((await signIn()).AuthenticationResult![kind]!, cognito.UserPoolId);
    expect((await claims('AccessToken'))['cognito:groups']).toEqual(['admins', 'creators']);
    expect(await claims('IdToken')).toMatchObject({ 'cognito:groups': ['admins', 'creators'], plan: 'gold' });
    expect(await claims('IdToken')).not.toHaveProperty('email');
    await cognito.sdk.send(new AdminRemoveUserFromGroupCommand({ ...user(), GroupName: 'admins' }));
    expect(
      (await cognito.sdk.send(new AdminListGroupsForUserCommand(user()))).Groups?.map((one) => one.GroupName),
    ).toEqual(['creators']);
    expect(
      await refusal(cognito.sdk.send(new AdminAddUserToGroupCommand({ ...user(), GroupName: 'nobody' }))),
    ).toBe('ResourceNotFoundException: Group not found.');
  });
});

describe('the trigger after a confirmation', () => {
  it('is called as the pool, with the user', async () => {
    const { UserSub } = await signUp();
    await cognito.sdk.send(new AdminConfirmSignUpCommand(user()));
    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({
      functionArn: 'arn:post',
      caller: {
        kind: 'service',
        service: 'cognito-idp.amazonaws.com',
        sourceArn: cognito.pool.attributes?.Arn,
      },
      event: {
        version: '1',
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        region: 'us-east-1',
        userPoolId: cognito.UserPoolId,
        userName: 'alice',
        request: {
          userAttributes: { sub: UserSub, email: 'alice@example.com', 'cognito:user_status': 'CONFIRMED' },
        },
        response: {},
      },
    });
  });

  it('fails the call when it fails', async () => {
    await signUp();
    failure = 'table is gone';
    expect(await refusal(cognito.sdk.send(new AdminConfirmSignUpCommand(user())))).toBe(
      'UserLambdaValidationException: PostConfirmation failed with error table is gone.',
    );
  });
});

describe('who may administer', () => {
  it('is asked of IAM for the pool', async () => {
    await refusal(cognito.sdk.send(new AdminGetUserCommand(user())));
    await cognito.sdk.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `cognito-idp:AdminGetUser arn:aws:cognito-idp:us-east-1:000000000000:userpool/${cognito.UserPoolId}`,
      'cognito-idp:ListUserPools *',
    ]);
    denied = true;
    expect(
      await refusal(cognito.sdk.send(new DescribeUserPoolCommand({ UserPoolId: cognito.UserPoolId }))),
    ).toBe('AccessDeniedException: User: x is not authorized');
  });

  it('is nobody without a signature', async () => {
    const response = await fetch(cognito.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminGetUser' },
      body: JSON.stringify(user()),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
