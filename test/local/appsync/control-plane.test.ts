import {
  AppSyncClient,
  DeleteGraphqlApiCommand,
  EvaluateCodeCommand,
  GetGraphqlApiCommand,
  GetIntrospectionSchemaCommand,
  ListApiKeysCommand,
  ListGraphqlApisCommand,
  NotFoundException,
} from '@aws-sdk/client-appsync';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChat, type Chat } from './chat.ts';

/** AppSync's own API, by the official client: what it tells of the APIs of a template. */
let chat: Chat;
let appsync: AppSyncClient;
let apiId: string;

beforeAll(async () => {
  chat = await startChat();
  appsync = new AppSyncClient(chat.client);
  apiId = (await appsync.send(new ListGraphqlApisCommand({}))).graphqlApis![0]!.apiId!;
});
afterAll(async () => {
  appsync.destroy();
  await chat.stop();
});

const RUNTIME = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' } as const;
const evaluate = (code: string, context: object, handler = 'request') =>
  appsync.send(
    new EvaluateCodeCommand({ runtime: RUNTIME, code, context: JSON.stringify(context), function: handler }),
  );

it('describes the API, its keys and its schema', async () => {
  const { graphqlApi } = await appsync.send(new GetGraphqlApiCommand({ apiId }));
  expect(graphqlApi).toMatchObject({
    name: 'chat',
    authenticationType: 'AMAZON_COGNITO_USER_POOLS',
    uris: { GRAPHQL: chat.url },
    queryDepthLimit: 6,
  });
  const { apiKeys } = await appsync.send(new ListApiKeysCommand({ apiId }));
  expect(apiKeys).toEqual([{ id: chat.guest['x-api-key'], expires: expect.any(Number) as number }]);
  const read = async (format: 'SDL' | 'JSON') =>
    Buffer.from(
      (await appsync.send(new GetIntrospectionSchemaCommand({ apiId, format }))).schema!,
    ).toString();
  expect(
    buildSchema(await read('SDL'))
      .getQueryType()
      ?.getFields(),
  ).toHaveProperty('rooms');
  expect(JSON.parse(await read('JSON'))).toHaveProperty('data.__schema');
});

it('evaluates code, and answers with what it returned, printed, appended or did wrong', async () => {
  const code = `import { util } from '@aws-appsync/utils';
    export function request(ctx) {
      ctx.stash.seen = true;
      console.log('asked', ctx.args.id);
      util.appendError('beside', 'Note');
      return { operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }) };
    }
    export function response(ctx) { util.error('No such thing', 'NotFound'); }`;
  const asked = await evaluate(code, { arguments: { id: '1' } });
  expect(JSON.parse(asked.evaluationResult!)).toEqual({ operation: 'GetItem', key: { id: { S: '1' } } });
  expect(JSON.parse(asked.stash!)).toEqual({ seen: true });
  expect(JSON.parse(asked.outErrors!)).toMatchObject([{ message: 'beside' }]);
  expect(asked.logs!.join()).toContain('asked');
  expect((await evaluate(code, {}, 'response')).error).toMatchObject({ message: 'No such thing' });
  const refused = await evaluate(
    'export const request = () => { throw 1; }; export const response = () => 1;',
    {},
  );
  expect(refused.error!.codeErrors!.length).toBe(1);
});

it('refuses in the words that the client knows', async () => {
  await expect(appsync.send(new GetGraphqlApiCommand({ apiId: 'none' }))).rejects.toThrow(NotFoundException);
  await expect(evaluate('', {})).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(evaluate('1', {}, 'other')).rejects.toMatchObject({ name: 'BadRequestException' });
  // What the template made, the template takes away.
  await expect(appsync.send(new DeleteGraphqlApiCommand({ apiId }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  const bot = new AppSyncClient({ ...chat.client, credentials: await chat.bot() });
  await expect(bot.send(new GetGraphqlApiCommand({ apiId }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('is not authorized to perform: appsync:GetGraphqlApi') as string,
  });
  const nobody = new AppSyncClient({
    ...chat.client,
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
  });
  await expect(nobody.send(new ListGraphqlApisCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});
