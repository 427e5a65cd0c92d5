import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocal, type LocalAws } from '../../support/local.ts';

const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
});

/** A function that answers every trigger: it changes both tokens, and leaves other events as they are. */
const TRIGGER = `exports.handler = async (event) => {
  if (event.triggerSource.startsWith('TokenGeneration')) event.response = { claimsAndScopeOverrideDetails: {
    idTokenGeneration: { claimsToAddOrOverride: { plan: 'free', sub: 'forged' }, claimsToSuppress: ['email'] },
    accessTokenGeneration: { claimsToAddOrOverride: { tenant: 't1' }, scopesToAdd: ['videos/read'] },
  } };
  return event;
};`;

const clientWith = (more: object) => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: {
    UserPoolId: { Ref: 'Pool' },
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
    PreventUserExistenceErrors: 'ENABLED',
    ...more,
  },
});

export const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
    },
    Trigger: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: TRIGGER },
      },
    },
    MayInvoke: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Trigger' },
        Principal: 'cognito-idp.amazonaws.com',
      },
    },
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        AutoVerifiedAttributes: ['email'],
        LambdaConfig: {
          PostConfirmation: { 'Fn::GetAtt': ['Trigger', 'Arn'] },
          PreTokenGenerationConfig: {
            LambdaArn: { 'Fn::GetAtt': ['Trigger', 'Arn'] },
            LambdaVersion: 'V2_0',
          },
        },
        Schema: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
      },
    },
    Client: clientWith({}),
    Secretive: clientWith({ GenerateSecret: true }),
    Rotating: clientWith({
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    }),
    Admins: {
      Type: 'AWS::Cognito::UserPoolGroup',
      Properties: { UserPoolId: { Ref: 'Pool' }, GroupName: 'admins', Precedence: 1 },
    },
  },
  Outputs: {
    Pool: { Value: { Ref: 'Pool' } },
    Client: { Value: { Ref: 'Client' } },
    Secretive: { Value: { Ref: 'Secretive' } },
    Rotating: { Value: { Ref: 'Rotating' } },
  },
};

export const PASSWORD = 'Correct-horse-1';

/** A pool in a process of its own, and people for it. */
export async function startPool(place?: LocalAws['place']) {
  const local = await startLocal({ template: TEMPLATE, ...(place && { place }) });
  const sdk = new CognitoIdentityProviderClient({ ...local.client, maxAttempts: 1 });
  const { Pool: UserPoolId, Client: ClientId } = local.outputs as Record<'Pool' | 'Client', string>;
  let people = 0;
  return {
    local,
    sdk,
    UserPoolId,
    ClientId,
    outputs: local.outputs as Record<'Pool' | 'Client' | 'Secretive' | 'Rotating', string>,
    /** A new user with a password, whom nobody asks for a code. */
    async newUser(): Promise<string> {
      const Username = `person${(people += 1)}`;
      await sdk.send(
        new SignUpCommand({
          ClientId,
          Username,
          Password: PASSWORD,
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
        }),
      );
      await sdk.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
      );
      return Username;
    },
    async signIn(USERNAME: string, client = ClientId) {
      const { AuthenticationResult } = await sdk.send(
        new InitiateAuthCommand({
          ClientId: client,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        }),
      );
      return AuthenticationResult!;
    },
    /** The last code that was printed for a user. */
    codeOf: (username: string) =>
      [...local.log().matchAll(new RegExp(`${username} is (\\d{6})`, 'g'))].at(-1)?.[1] ?? '',
  };
}

export type PoolUnderTest = Awaited<ReturnType<typeof startPool>>;
