import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { startLocal, type LocalAws, type LocalOptions } from '../../support/local.ts';

export const CHAT = join(import.meta.dirname, '..', '..', 'fixtures', 'chat', 'template.yaml');

export interface Person {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
  readonly token: string;
}

export interface ErrorItem {
  readonly message: string;
  readonly errorType?: string | null;
  readonly path: readonly (string | number)[] | null;
  readonly [key: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What comes back is the test's own question.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly errors: readonly ErrorItem[] | undefined;
  readonly text: string;
}

export type Headers_ = Readonly<Record<string, string>>;

/** The chat of `test/fixtures`, booted as any template is. */
export interface Chat extends LocalAws {
  readonly url: string;
  readonly host: string;
  readonly guest: Headers_;
  person(groups?: readonly string[]): Promise<Person>;
  /** Posts a body as it is. */
  post(body: string | Buffer, headers: Headers_): Promise<Answer>;
  ask(who: Headers_, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Headers of a request that the account's root, or the bot, signs. */
  sign(path: string, body: string, as?: 'root' | 'bot'): Promise<Headers_>;
  /** Credentials of the role that may announce. */
  bot(): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }>;
}

/** How somebody says who they are. */
export const as = ({ token }: Person): Headers_ => ({ authorization: token });

export async function startChat(options: Partial<LocalOptions> = {}): Promise<Chat> {
  const local = await startLocal({ template: CHAT, ...options });
  const { outputs, client } = local;
  const url = outputs['GraphqlUrl']!;
  const { host, hostname } = new URL(url);
  const cognito = new CognitoIdentityProviderClient(client);
  let people = 0;

  const chat: Chat = {
    ...local,
    url,
    host,
    guest: { 'x-api-key': outputs['GuestKey']! },

    async person(groups = []) {
      const username = `person${(people += 1)}`;
      const password = 'Correct-horse-9';
      const ClientId = outputs['AppClientId']!;
      const user = { UserPoolId: outputs['UserPoolId']!, Username: username };
      await cognito.send(new SignUpCommand({ ClientId, Username: username, Password: password }));
      await cognito.send(new AdminConfirmSignUpCommand(user));
      for (const GroupName of groups)
        await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
      const { AuthenticationResult } = await cognito.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: username, PASSWORD: password },
        }),
      );
      const token = AuthenticationResult!.AccessToken!;
      const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string };
      return { username, password, sub: claims.sub, token };
    },

    async post(body, headers) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      const text = await response.text();
      const { data, errors } = JSON.parse(text) as Pick<Answer, 'data' | 'errors'>;
      return { status: response.status, headers: response.headers, data, errors, text };
    },

    ask: (who, query, variables = {}) => chat.post(JSON.stringify({ query, variables }), who),

    async bot() {
      const { Credentials } = await new STSClient(client).send(
        new AssumeRoleCommand({ RoleArn: outputs['BotRoleArn']!, RoleSessionName: 'bot' }),
      );
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      };
    },

    async sign(path, body, who = 'bot') {
      const credentials = who === 'bot' ? await chat.bot() : local.credentials;
      const signer = new SignatureV4({
        service: 'appsync',
        region: local.region,
        sha256: Sha256,
        credentials,
      });
      const request = { method: 'POST', protocol: 'http:', hostname, path, headers: { host }, body };
      return (await signer.sign(request)).headers;
    },

    async stop() {
      cognito.destroy();
      return local.stop();
    },
  };
  return chat;
}

/** An answer's data, where nothing may have gone wrong. */
export function dataOf({ data, errors, text }: Answer): Answer['data'] {
  if (errors) throw new Error(text);
  return data;
}

/** A room of `owner`'s, which the others have joined. */
export async function newRoom(chat: Chat, owner: Person, ...members: readonly Person[]): Promise<string> {
  const made = await chat.ask(as(owner), 'mutation { createRoom(name: "Kitchen") { id } }');
  const roomId = dataOf(made).createRoom.id as string;
  for (const member of members)
    dataOf(
      await chat.ask(as(member), 'mutation Join($roomId: ID!) { join(roomId: $roomId) { role } }', {
        roomId,
      }),
    );
  return roomId;
}

export const MESSAGE = 'roomId id sentAt author text mentions words place { city country }';
export const SEND = `mutation Send($roomId: ID!, $text: String!, $mentions: [ID!], $place: PlaceInput) {
  send(roomId: $roomId, text: $text, mentions: $mentions, place: $place) { ${MESSAGE} }
}`;
