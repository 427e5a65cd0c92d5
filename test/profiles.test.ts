import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { allFields } from './support/every-field.ts';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { newPerson, signIn, type Person } from './support/people.ts';
import { rowsOf, videoRow, type Rows } from './support/rows.ts';

const outputs = inject('outputs');
const PASSWORD = 'Correct-horse-9';
const RENAME =
  'mutation($name: String!) { updateProfile(input: { displayName: $name }) { id displayName createdAt } }';
const PROFILE = 'query($id: ID!) { profile(id: $id) { id displayName createdAt } }';
interface Profile {
  readonly id: string;
  readonly displayName: string;
  readonly createdAt: string | null;
}

let rows: Rows;
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  rows = await rowsOf(outputs);
  cognito = new CognitoIdentityProviderClient(awsClientOptions(outputs));
});
afterAll(() => {
  rows?.close();
  cognito?.destroy();
});

const pool = { UserPoolId: outputs.auth.user_pool_id };
const profileOf = async (who: Identity, id: string) =>
  (await ask<{ profile: Profile | null }>(outputs, who, PROFILE, { id })).profile;
const rename = (who: Person, name: string) =>
  graphql<{ updateProfile: Profile | null }>(outputs, who, RENAME, { name });

/** Someone who signs up with these attributes. */
async function signUp(username: string, attributes: Readonly<Record<string, string>>): Promise<Person> {
  await cognito.send(
    new SignUpCommand({
      ClientId: outputs.auth.user_pool_client_id,
      Username: username,
      Password: PASSWORD,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  await cognito.send(new AdminConfirmSignUpCommand({ ...pool, Username: username }));
  return signIn(outputs, { username, password: PASSWORD });
}

describe('a profile', () => {
  it('is there from sign-up on, with the name that was given', async () => {
    const person = await signUp(`named${process.pid}`, {
      email: 'named@example.com',
      name: ' Ada Lovelace ',
    });
    const seen = await profileOf('guest', person.sub);
    expect(seen).toEqual({
      ...{ id: person.sub, displayName: 'Ada Lovelace' },
      createdAt: expect.stringMatching(/^20..-/) as string,
    });
    expect(await rows.ofPerson('Accounts', person.sub)).toHaveLength(1);
  });

  it('gets another name from its owner, for everybody to see', async () => {
    const [person, other] = [await newPerson(outputs), await newPerson(outputs)];
    const before = (await profileOf('guest', person.sub))!;
    const { data, errors } = await rename(person, '  مريم‎ 👩‍🚀 O’Neill ');
    expect(errors).toBeUndefined();
    const renamed = { ...before, displayName: 'مريم‎ 👩‍🚀 O’Neill' };
    expect(data.updateProfile).toEqual(renamed);
    for (const who of ['guest', other, person] satisfies Identity[])
      expect(await profileOf(who, person.sub)).toEqual(renamed);
    expect((await rename(person, 'x'.repeat(80))).errors).toBeUndefined();
  });

  it('is made by its first name for somebody whom an administrator made', async () => {
    const Username = `made${process.pid}`;
    await cognito.send(new AdminCreateUserCommand({ ...pool, Username, MessageAction: 'SUPPRESS' }));
    await cognito.send(
      new AdminSetUserPasswordCommand({ ...pool, Username, Password: PASSWORD, Permanent: true }),
    );
    const person = await signIn(outputs, { username: Username, password: PASSWORD });
    expect(await profileOf('guest', person.sub)).toBeNull();
    const { data } = await rename(person, 'Grace');
    expect(data.updateProfile).toEqual({
      ...{ id: person.sub, displayName: 'Grace' },
      createdAt: expect.stringMatching(/^20..-/) as string,
    });
    expect(await profileOf('guest', person.sub)).toEqual(data.updateProfile);
  });

  it.each([
    ['nothing', ''],
    ['spaces alone', ' \u00a0\u3000 '],
    ['what nobody sees', '\u200b\u2060\u200d'],
    ['81 characters', 'x'.repeat(81)],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['an e-mail address', 'ada@example.com'],
    ['an e-mail address in wide letters', 'ada＠example.com'],
    ['a line break', 'Ada\nLovelace'],
    ['a zero byte', 'Ada\u0000'],
    ['what turns the text about', 'Ada\u202egnp.exe'],
    ['half a character', 'Ada\ud83d'],
  ])('does not take %s for a name', async (_what, name) => {
    const person = await newPerson(outputs);
    const before = await rows.ofPerson('Accounts', person.sub);
    const { data, errors } = await rename(person, name);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'BadRequest', data: null }]);
    expect(errors![0]!.message).toMatch(/^displayName: must/);
    expect(await rows.ofPerson('Accounts', person.sub)).toEqual(before);
  });

  it('is not for a guest to change', async () => {
    expect((await graphql(outputs, 'guest', RENAME, { name: 'Ada' })).errors).toMatchObject([
      { errorType: 'Unauthorized' },
    ]);
  });
});

describe('an e-mail address', () => {
  it('is in nothing that another person or a guest can read, whatever field it was typed into', async () => {
    const local = `private${process.pid}x${Date.now()}`;
    const email = `${local}@example.com`;
    const attributes = Object.fromEntries(
      ['email', 'name', 'preferred_username', 'nickname', 'given_name', 'family_name'].map((name) => [
        ...([name, email] as const),
      ]),
    );
    const person = await signUp(email, attributes);
    await rename(person, email);
    const other = await newPerson(outputs);
    const [id] = await rows.publish(videoRow({ ownerId: person.sub }));
    const like = 'mutation($id: ID!) { likeVideo(videoId: $id) { owner { displayName } } }';
    for (const who of [person, other]) await ask(outputs, who, like, { id });

    for (const who of [other, 'guest'] satisfies Identity[]) {
      for (const [field, query] of await allFields(outputs, { videoId: id!, personId: person.sub })) {
        const { data, errors } = await graphql(outputs, who, query);
        expect(JSON.stringify({ data, errors }), field).not.toContain(local);
        if (field === 'video' || field === 'profile') expect(JSON.stringify(data)).toContain(person.sub);
      }
    }
    expect(JSON.stringify(await rows.ofPerson('Accounts', person.sub))).not.toContain('@');
  });
});
