import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
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

describe('passwords', () => {
  it('are changed by their owner', async () => {
    await signUp();
    await confirm();
    const { AccessToken } = await signIn();
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      cognito.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    expect(await refusal(change('Wrong-horse1', 'Battery-staple2'))).toMatch(/^NotAuthorizedException/);
    expect(await refusal(change(Password, 'short'))).toMatch(/^InvalidPasswordException/);
    await change(Password, 'Battery-staple2');
    expect(await refusal(signIn())).toBe('NotAuthorizedException: Incorrect username or password.');
    await signIn('Battery-staple2');
  });

  it('are reset by a code', async () => {
    await signUp();
    await confirm();
    await cognito.sdk.send(new ForgotPasswordCommand({ ClientId: cognito.ClientId, Username: 'alice' }));
    const reset = {
      ClientId: cognito.ClientId,
      Username: 'alice',
      ConfirmationCode: cognito.lastCode(),
      Password: 'Battery-staple2',
    };
    const wrong = new ConfirmForgotPasswordCommand({
      ...reset,
      ConfirmationCode: otherCode(reset.ConfirmationCode),
    });
    expect(await refusal(cognito.sdk.send(wrong))).toMatch(/^CodeMismatchException/);
    await cognito.sdk.send(new ConfirmForgotPasswordCommand(reset));
    await signIn('Battery-staple2');
    expect(await refusal(cognito.sdk.send(new ConfirmForgotPasswordCommand(reset)))).toMatch(
      /^ExpiredCodeException/,
    );
  });

  it('cannot be guessed without pauses', async () => {
    await signUp();
    await confirm();
    for (let tries = 0; tries < 5; tries++) await refusal(signIn('Wrong-horse1'));
    expect(await refusal(signIn())).toBe('NotAuthorizedException: Password attempts exceeded');
    now += 1001;
    await signIn();
  });

  it('do not tell whether a user exists', async () => {
    expect(await refusal(signIn(Password, 'nobody'))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    const forgot = new ForgotPasswordCommand({ ClientId: cognito.ClientId, Username: 'nobody' });
    expect((await cognito.sdk.send(forgot)).CodeDeliveryDetails?.DeliveryMedium).toBe('EMAIL');
    const srp = () =>
      cognito.sdk.send(
        new InitiateAuthCommand({
          ClientId: cognito.ClientId,
          AuthFlow: 'USER_SRP_AUTH',
          AuthParameters: { USERNAME: 'nobody', SRP_A: 'abc' },
        }),
      );
    const first = await srp();
    expect(first.ChallengeParameters?.USER_ID_FOR_SRP).toBe('nobody');
    expect((await srp()).ChallengeParameters?.SALT).toBe(first.ChallengeParameters?.SALT);
  });
});
