import { AdminAddUserToGroupCommand, AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCognito, person, refusal, type Cognito } from './testing.ts';

let directory: string;
let cognito: Cognito;
const { signUp, confirm, signIn } = person(() => cognito);
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cognito-'));
  cognito = await openCognito(directory);
  await signUp();
  await confirm();
});
afterEach(async () => {
  await cognito.close();
  rmSync(directory, { recursive: true });
});

const pool = (properties: Record<string, unknown>) =>
  cognito.create('UserPool', 'AWS::Cognito::UserPool', { AutoVerifiedAttributes: ['email'], ...properties });
const find = () =>
  cognito.sdk.send(new AdminGetUserCommand({ UserPoolId: cognito.UserPoolId, Username: 'alice' }));

describe('a changed template', () => {
  it('keeps users, groups and sign-ins', async () => {
    const { UserPoolId } = cognito;
    await cognito.sdk.send(
      new AdminAddUserToGroupCommand({ UserPoolId, Username: 'alice', GroupName: 'admins' }),
    );
    await pool({ LambdaConfig: { PostConfirmation: 'arn' }, Schema: [{ Name: 'team' }] });
    const { IdToken } = await signIn();
    expect(Buffer.from(IdToken.split('.')[1]!, 'base64url').toString()).toContain(
      '"cognito:groups":["admins"]',
    );
  });

  it('that would lose the users is refused, and changes nothing', async () => {
    await pool({ Schema: [{ Name: 'team' }] });
    for (const properties of [
      { UsernameAttributes: ['email'] },
      { AliasAttributes: ['email'] },
      { UsernameConfiguration: { CaseSensitive: false } },
      { Schema: [] },
    ])
      expect(await refusal(pool(properties))).toMatch(/^TemplateError: UserPool: .*would lose its users/);
    await signIn();
  });

  it('without the pool takes its users away, unless it is protected', async () => {
    const remove = async (properties: Record<string, unknown>) =>
      cognito.service.delete!({ logicalId: 'UserPool', type: 'AWS::Cognito::UserPool', properties });
    expect(await refusal(remove({ DeletionProtection: 'ACTIVE' }))).toContain('deletion protection');
    await find();
    await remove({});
    await pool({});
    expect(await refusal(find())).toContain('UserNotFoundException');
  });
});
