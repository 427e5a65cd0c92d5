import * as sdk from '@aws-sdk/client-ssm';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';

const template = {
  Resources: {
    Greeting: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/app/greeting', Type: 'String', Value: 'hello', AllowedPattern: '[a-z]+' },
    },
  },
};

const place = await newPlace();
let local: LocalAws;
let client: sdk.SSMClient;
const start = async () => {
  local = await startLocal({ template, place });
  client = new sdk.SSMClient({ ...local.client, maxAttempts: 1 });
};
beforeAll(start);
afterAll(async () => {
  await local?.stop();
  await removePlace(place);
});

const put = (Name: string, Value: string, more: Partial<sdk.PutParameterCommandInput> = {}) =>
  client.send(new sdk.PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = async (Name: string, WithDecryption = false) =>
  (await client.send(new sdk.GetParameterCommand({ Name, WithDecryption }))).Parameter!;

describe('a parameter', () => {
  it('has versions, by number and by ARN', async () => {
    expect(await put('EC2DevServerType', 't2.micro')).toMatchObject({ Version: 1, Tier: 'Standard' });
    await expect(put('EC2DevServerType', 't3')).rejects.toBeInstanceOf(sdk.ParameterAlreadyExists);
    expect(await put('EC2DevServerType', 't3', { Overwrite: true })).toMatchObject({ Version: 2 });
    const { ARN, ...newest } = await get('EC2DevServerType');
    expect(newest).toMatchObject({ Name: 'EC2DevServerType', Type: 'String', Value: 't3', Version: 2 });
    expect(await get('EC2DevServerType:1')).toMatchObject({ Value: 't2.micro', Selector: ':1' });
    expect(ARN).toMatch(/:parameter\/EC2DevServerType$/);
    await expect(get('EC2DevServerType:9')).rejects.toBeInstanceOf(sdk.ParameterVersionNotFound);
    const history = await client.send(new sdk.GetParameterHistoryCommand({ Name: 'EC2DevServerType' }));
    expect(history.Parameters?.map(({ Value }) => Value)).toEqual(['t2.micro', 't3']);
  });

  it('that is secure is shown only when it is decrypted, and lies sealed on disk', async () => {
    await put('/app/password', 'correct-horse-battery', { Type: 'SecureString' });
    expect((await get('/app/password', true)).Value).toBe('correct-horse-battery');
    expect((await get('/app/password')).Value).not.toContain('horse');
    const file = join(local.place.dataDirectory, 'ssm', 'parameters.db-wal');
    expect(readFileSync(file).includes('correct-horse-battery')).toBe(false);
    await expect(put('/app/password', 'x', { Overwrite: true })).rejects.toBeInstanceOf(
      sdk.HierarchyTypeMismatchException,
    );
  });

  it('of the template keeps what was put since, as long as the template says the same', async () => {
    expect((await get('/app/greeting')).Value).toBe('hello');
    await expect(put('/app/greeting', 'HELLO', { Overwrite: true })).rejects.toBeInstanceOf(
      sdk.ParameterPatternMismatchException,
    );
    await put('/app/greeting', 'welcome', { Overwrite: true });
    await local.kill();
    await start();
    expect((await get('/app/greeting')).Value).toBe('welcome');
  });
});

describe('several', () => {
  it('are read by name and by path, page by page, and deleted', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `/many/deep/p${String(n).padStart(2, '0')}`);
    for (const name of names) await put(name, name);
    const some = await client.send(new sdk.GetParametersCommand({ Names: [names[0]!, '/none'] }));
    expect(some.Parameters?.map(({ Name }) => Name)).toEqual([names[0]]);
    expect(some.InvalidParameters).toEqual(['/none']);
    const found: (string | undefined)[] = [];
    for await (const page of sdk.paginateGetParametersByPath(
      { client },
      { Path: '/many', Recursive: true },
    )) {
      expect(page.Parameters!.length).toBeLessThanOrEqual(10);
      found.push(...page.Parameters!.map(({ Name }) => Name));
    }
    expect(found).toEqual(names);
    const shallow = await client.send(new sdk.GetParametersByPathCommand({ Path: '/many' }));
    expect(shallow.Parameters).toEqual([]);
    const described = await client.send(
      new sdk.DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/many/deep/p0'] }],
      }),
    );
    expect(described.Parameters).toHaveLength(10);
    const gone = await client.send(new sdk.DeleteParametersCommand({ Names: [names[0]!, '/none'] }));
    expect(gone).toMatchObject({ DeletedParameters: [names[0]], InvalidParameters: ['/none'] });
  });
});

describe('bad input', () => {
  it.each([
    ['ParameterNotFound', () => get('/nothing')],
    ['ParameterNotFound', () => client.send(new sdk.DeleteParameterCommand({ Name: '/nothing' }))],
    ['ValidationException', () => put('aws-x', 'x')],
    ['ValidationException', () => put('a/b', 'x')],
    ['ValidationException', () => put('/a', 'x'.repeat(4097))],
    ['ValidationException', () => put('/a', 'x', { Type: 'Text' as 'String' })],
    ['HierarchyLevelLimitExceededException', () => put('/a'.repeat(16), 'x')],
    [
      'InvalidAllowedPatternException',
      () => put('/slow', `${'a'.repeat(40)}!`, { AllowedPattern: '(a+)+$' }),
    ],
    [
      'ValidationException',
      () => client.send(new sdk.GetParametersCommand({ Names: Array.from({ length: 11 }, String) })),
    ],
    ['UnknownOperationException', () => client.send(new sdk.ListCommandsCommand({}))],
  ])('gets %s', async (name, ask) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });

  it('of another type than it must be is the caller’s fault', async () => {
    const spoilt = client.send(new sdk.GetParameterCommand({ Name: 5 as unknown as string }));
    await expect(spoilt).rejects.toMatchObject({ name: 'SerializationException' });
  });
});
