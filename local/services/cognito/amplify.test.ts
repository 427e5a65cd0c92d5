import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, getCurrentUser, signIn, signOut, signUp } from 'aws-amplify/auth';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCognito, type Cognito } from './testing.ts';

let dataDirectory: string;
let cognito: Cognito;

beforeAll(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'cognito-'));
  cognito = await openCognito(dataDirectory);
  const config = parseAmplifyConfig({
    version: '1',
    auth: {
      aws_region: 'us-east-1',
      user_pool_id: cognito.UserPoolId,
      user_pool_client_id: cognito.ClientId,
    },
  });
  const { Cognito: pool } = config.Auth!;
  Amplify.configure({ Auth: { Cognito: { ...pool!, userPoolEndpoint: cognito.endpoint } } } as typeof config);
});
afterAll(async () => {
  await cognito.close();
  rmSync(dataDirectory, { recursive: true });
});

const account = { username: 'amy', password: 'Correct-hörse1' };

it('signs up, signs in by SRP, renews and signs out', async () => {
  await signUp({ ...account, options: { userAttributes: { email: 'amy@example.com' } } });
  await confirmSignUp({ username: account.username, confirmationCode: cognito.lastCode() });
  expect(await signIn(account)).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
  expect(await getCurrentUser()).toMatchObject({ username: 'amy' });
  const { tokens } = await fetchAuthSession();
  const claims = await cognito.service.verifyToken(tokens!.accessToken.toString(), cognito.UserPoolId);
  expect(claims).toMatchObject({ username: 'amy', token_use: 'access' });
  const renewed = await fetchAuthSession({ forceRefresh: true });
  expect(renewed.tokens?.accessToken.toString()).not.toBe(tokens?.accessToken.toString());
  await signOut({ global: true });
  expect((await fetchAuthSession()).tokens).toBeUndefined();
});

it('does not sign in with a wrong password', async () => {
  await expect(signIn({ ...account, password: 'Wrong-horse1' })).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  });
});

it('does not sign in a user that does not exist', async () => {
  await expect(signIn({ username: 'nobody', password: 'Wrong-horse1' })).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  });
});

it('signs in many times, whatever the numbers of the exchange look like', async () => {
  // Half of all numbers need a byte of padding: where it is wrong, most of these sign-ins fail.
  for (let times = 0; times < 6; times++) {
    expect((await signIn(account)).isSignedIn).toBe(true);
    await signOut();
  }
});
