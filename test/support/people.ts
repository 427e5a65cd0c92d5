import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';

export interface Person {
  readonly username: string;
  readonly password: string;
  /** The only stable key of a person. */
  readonly sub: string;
  readonly accessToken: string;
  readonly idToken: string;
}

let count = 0;

/** Signs up and signs in somebody new, so that no test sees another's videos. */
export async function newPerson(outputs: Outputs, groups: readonly string[] = []): Promise<Person> {
  const cognito = cognitoClient(outputs);
  const username = `person${process.pid}x${(count += 1)}x${Date.now()}`;
  const password = 'Correct-horse-9';
  await cognito.send(
    new SignUpCommand({
      ClientId: outputs.auth.user_pool_client_id,
      Username: username,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: `${username}@example.com` }],
    }),
  );
  const user = { UserPoolId: outputs.auth.user_pool_id, Username: username };
  await cognito.send(new AdminConfirmSignUpCommand(user));
  for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  return signIn(outputs, { username, password });
}

export async function signIn(
  outputs: Outputs,
  user: { username: string; password: string },
): Promise<Person> {
  const { AuthenticationResult: tokens } = await cognitoClient(outputs).send(
    new InitiateAuthCommand({
      ClientId: outputs.auth.user_pool_client_id,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    }),
  );
  const accessToken = tokens!.AccessToken!;
  return { ...user, sub: claims(accessToken)['sub'] as string, accessToken, idToken: tokens!.IdToken! };
}

/** The claims of a token, not verified. */
export const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

/** One client a stack: its connections are used again. */
const clients = new Map<string, CognitoIdentityProviderClient>();

function cognitoClient(outputs: Outputs): CognitoIdentityProviderClient {
  const { awsEndpoint } = outputs.custom.playhead;
  const client = clients.get(awsEndpoint) ?? new CognitoIdentityProviderClient(awsClientOptions(outputs));
  clients.set(awsEndpoint, client);
  return client;
}
