import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@aws-crypto/sha256-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { template } from './template.ts';

let aws: LocalAws;
let client: DynamoDBClient;
beforeAll(async () => {
  aws = await startLocal({ template });
  client = new DynamoDBClient({ ...aws.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

/** A signed request with any body to any operation. */
async function send(target: string, body: string, { sign = true } = {}) {
  const { hostname, port } = new URL(aws.client.endpoint);
  const request = {
    ...{ method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', body },
    headers: {
      host: `${hostname}:${port}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
    },
  };
  const signer = new SignatureV4({ ...aws.client, service: 'dynamodb', sha256: Sha256 });
  const { headers } = sign ? await signer.sign(request) : request;
  const answer = await fetch(aws.client.endpoint, { method: 'POST', headers, body });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    requestId: answer.headers.get('x-amzn-requestid'),
    error: JSON.parse(text) as { __type: string; message: string },
  };
}
const get = 'DynamoDB_20120810.GetItem';

describe('a request', () => {
  it.each([
    ['that is not JSON', get, '{"TableName":', 'com.amazon.coral.service#SerializationException'],
    ['that is no object', get, '[]', 'com.amazon.coral.service#SerializationException'],
    [
      'with a text for a map',
      get,
      '{"TableName":"Music","Key":"x"}',
      'com.amazon.coral.service#SerializationException',
    ],
    ['without its table', get, '{}', 'com.amazon.coral.validate#ValidationException'],
    [
      'for an action that is none',
      'DynamoDB_20120810.Nothing',
      '{}',
      'com.amazon.coral.service#UnknownOperationException',
    ],
    [
      'for a method of an object',
      'DynamoDB_20120810.constructor',
      '{}',
      'com.amazon.coral.service#UnknownOperationException',
    ],
    [
      'for an action of the other API',
      'DynamoDB_20120810.GetRecords',
      '{}',
      'com.amazon.coral.service#UnknownOperationException',
    ],
    ['for an action without an API', 'GetItem', '{}', 'com.amazon.coral.service#UnknownOperationException'],
    [
      'for a stream that is none',
      'DynamoDBStreams_20120810.DescribeStream',
      '{"StreamArn":"x"}',
      'com.amazon.coral.validate#ValidationException',
    ],
  ])('%s is refused with its own code', async (_name, target, body, code) => {
    const answer = await send(target, body);
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/x-amz-json-1.0',
      requestId: expect.stringMatching(/\S/),
    });
    expect(answer.error.__type).toBe(code);
    expect(JSON.stringify(answer.error)).not.toMatch(/\.ts|node_modules/);
  });

  it('without a signature is refused', async () => {
    const { status, error } = await send(get, '{}', { sign: false });
    expect([status, error.__type]).toEqual([
      400,
      expect.stringContaining('MissingAuthenticationTokenException'),
    ]);
  });

  it('of more than 16 MB is refused', async () => {
    const { error } = await send(get, `{"TableName":"${'x'.repeat(17 * 1024 * 1024)}"}`);
    expect(error.__type).toContain('RequestEntityTooLarge');
  });

  const ask = (config: DynamoDBClientConfig) =>
    new DynamoDBClient({ ...aws.client, maxAttempts: 1, ...config }).send(
      new GetItemCommand({ TableName: 'Music', Key: { Artist: { S: 'a' }, SongTitle: { S: 's' } } }),
    );

  it('with another secret, an unknown key, or from another time is refused', async () => {
    const { credentials } = aws.client;
    await expect(ask({ credentials: { ...credentials, secretAccessKey: 'wrong' } })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('does not match the signature you provided'),
    });
    await expect(ask({ credentials: { ...credentials, accessKeyId: 'AKIAUNKNOWN' } })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
    await expect(ask({ systemClockOffset: -20 * 60 * 1000 })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('Signature expired'),
    });
  });
});

describe('an input', () => {
  const put = (Item: Record<string, unknown>) =>
    client.send(new PutItemCommand({ TableName: 'Music', Item: Item as never }));
  const Key = { Artist: { S: 'a' }, SongTitle: { S: 's' } };
  const nested = (levels: number): unknown => (levels === 0 ? { S: 'x' } : { L: [nested(levels - 1)] });

  it.each([
    [
      'an unknown table',
      () => client.send(new GetItemCommand({ TableName: 'Nobody', Key })),
      ResourceNotFoundException,
    ],
  ])('with %s', async (_name, call, exception) => {
    await expect(call()).rejects.toBeInstanceOf(exception);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a key of another shape',
      () => client.send(new GetItemCommand({ TableName: 'Music', Key: { Artist: { S: 'a' } } })),
      'The provided key element does not match the schema',
    ],
    [
      'an item without its key',
      () => put({ Artist: { S: 'a' } }),
      'One or more parameter values were invalid: Missing the key SongTitle in the item',
    ],
    [
      'an empty key',
      () => put({ ...Key, Artist: { S: '' } }),
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: Artist',
    ],
    [
      'an empty key of an index',
      () => put({ ...Key, Genre: { S: '' } }),
      'A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: GenreIndex, IndexKey: Genre',
    ],
    [
      'a key of an index with another type',
      () => put({ ...Key, Genre: { N: '1' } }),
      'Type mismatch for Index Key Genre Expected: S Actual: N IndexName: GenreIndex',
    ],
    [
      'more than 400 KB, in bytes',
      () => put({ ...Key, pad: { S: 'é'.repeat(205_000) } }),
      'Item size has exceeded the maximum allowed size',
    ],
    ['33 levels', () => put({ ...Key, deep: nested(33) }), 'Nesting Levels have exceeded supported limits'],
    [
      'a number that is none',
      () => put({ ...Key, n: { N: 'abc' } }),
      'The parameter cannot be converted to a numeric value: abc',
    ],
    [
      'a number that is too large',
      () => put({ ...Key, n: { N: '1e126' } }),
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'a number of 39 digits',
      () => put({ ...Key, n: { N: '1'.repeat(39) } }),
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      'a set with one member twice',
      () => put({ ...Key, s: { SS: ['a', 'a'] } }),
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ],
    [
      'an update of its key',
      () =>
        client.send(
          new UpdateItemCommand({
            ...{ TableName: 'Music', Key, UpdateExpression: 'SET Artist = :a' },
            ExpressionAttributeValues: { ':a': { S: 'b' } },
          }),
        ),
      'One or more parameter values were invalid: Cannot update attribute Artist. This attribute is part of the key',
    ],
    [
      'a value that no expression uses',
      () =>
        client.send(
          new QueryCommand({
            ...{ TableName: 'Music', KeyConditionExpression: 'Artist = :a' },
            ExpressionAttributeValues: { ':a': { S: 'a' }, ':b': { S: 'b' } },
          }),
        ),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}',
    ],
    [
      'a query without its partition',
      () =>
        client.send(
          new QueryCommand({
            ...{ TableName: 'Music', KeyConditionExpression: 'SongTitle = :s' },
            ExpressionAttributeValues: { ':s': { S: 's' } },
          }),
        ),
      'Query condition missed key schema element: Artist',
    ],
    [
      'a word for ReturnValuesOnConditionCheckFailure that is none',
      () =>
        client.send(
          new PutItemCommand({
            ...{ TableName: 'Music', Item: Key },
            ReturnValuesOnConditionCheckFailure: 'SOME' as never,
          }),
        ),
      "1 validation error detected: Value 'SOME' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    ],
  ])('with %s is refused in words of DynamoDB', async (_name, call, message) => {
    await expect(call()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it('takes 400 KB and 32 levels', async () => {
    await put({ ...Key, pad: { S: 'é'.repeat(204_000) } });
    await put({ ...Key, deep: nested(32) });
  });
});
