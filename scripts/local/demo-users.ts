import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  type CognitoIdentityProviderClient,
  NotAuthorizedException,
  SignUpCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';

export interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** People to try things as. Their passwords are no secret: they exist only on a machine's own loopback. */
export const DEMO_USERS: readonly DemoUser[] = [
  { username: 'viewer', password: 'Viewer-demo-1', groups: [] },
  { username: 'creator', password: 'Creator-demo-1', groups: ['creators'] },
  { username: 'admin', password: 'Admin-demo-1', groups: ['admins'] },
];

/** Signs the demo users up as people do, so that what happens at a sign-up happens to them too. */
export async function ensureDemoUsers(
  client: CognitoIdentityProviderClient,
  pool: { readonly userPoolId: string; readonly clientId: string },
): Promise<void> {
  for (const { username, password, groups } of DEMO_USERS) {
    const user = { UserPoolId: pool.userPoolId, Username: username };
    try {
      const UserAttributes = [{ Name: 'email', Value: `${username}@example.com` }];
      await client.send(
        new SignUpCommand({
          ClientId: pool.clientId,
          Username: username,
          Password: password,
          UserAttributes,
        }),
      );
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
    }
    // Each step again at every start: the last one may have ended between two of them.
    try {
      await client.send(new AdminConfirmSignUpCommand(user));
    } catch (error) {
      // Cognito's word for "already confirmed".
      if (!(error instanceof NotAuthorizedException)) throw error;
    }
    for (const group of groups)
      await client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: group }));
  }
}
