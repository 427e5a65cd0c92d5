import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../model/failures.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { REACTIONS, VIDEO_STATUS } from './publications.ts';
import { createPublisher } from './publish.ts';
import { CREDENTIALS, ID, videoRow } from './testing.ts';

interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
}
let received: Received[];
let answers: { status: number; body: string }[];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ request, body: Buffer.concat(chunks).toString() });
    const { status, body } = answers.shift() ?? { status: 200, body: '{"data":{}}' };
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
beforeEach(() => {
  received = [];
  answers = [];
});

const publish = (publication = VIDEO_STATUS, row: Partial<VideoRow> = {}) =>
  createPublisher(publication, { url, region: 'us-east-1', credentials: CREDENTIALS, delays: [0, 0] })(
    videoRow({ status: 'FAILED', version: 7, percent: 40, failure: failure('CORRUPT'), ...row }),
  );

describe('publishing', () => {
  test('says all that the row says', async () => {
    await publish();
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      variables: {
        input: {
          videoId: ID,
          ownerId: 'owner',
          version: 7,
          status: 'FAILED',
          progress: 40,
          failure: { code: 'CORRUPT', message: 'The file is damaged or incomplete.', retryable: false },
          occurredAt: '2026-01-31T09:00:00.000Z',
        },
      },
    });
  });

  test.each([
    [
      'all that were given',
      { likeCount: 3, ratingSum: 9, ratingCount: 2, reactionVersion: 5 },
      { likeCount: 3, ratingAverage: 4.5, ratingCount: 2, reactionVersion: 5 },
    ],
    ['none', {}, { likeCount: 0, ratingAverage: null, ratingCount: 0, reactionVersion: 0 }],
  ])('says the counts of a row: %s', async (_name, row, input) => {
    await publish(REACTIONS, row);
    const { query, variables } = JSON.parse(received[0]!.body) as { query: string; variables: unknown };
    expect(query).toBe(REACTIONS.mutation);
    expect(variables).toEqual({ input: { videoId: ID, ...input } });
  });

  test('signs what it sends, for AppSync', async () => {
    await publish();
    const { request, body } = received[0]!;
    const { authorization = '', host = '' } = request.headers;
    const date = String(request.headers['x-amz-date']);
    expect(authorization).toContain('/us-east-1/appsync/aws4_request');
    const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const signer = new SignatureV4({
      service: 'appsync',
      region: 'us-east-1',
      credentials: CREDENTIALS,
      sha256: Sha256,
    });
    const again = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: '/graphql',
        headers: { host, 'content-type': 'application/json' },
        body,
      },
      { signingDate: new Date(iso) },
    );
    expect(again.headers['authorization']).toBe(authorization);
  });

  test('tries again while AppSync is in trouble', async () => {
    answers = [
      { status: 500, body: '' },
      { status: 429, body: '' },
    ];
    await publish();
    expect(received).toHaveLength(3);
  });

  test('gives up at last', async () => {
    answers = Array.from({ length: 3 }, () => ({ status: 503, body: 'away' }));
    await expect(publish()).rejects.toThrow('AppSync answered 503: away');
  });

  test.each([
    [200, '{"data":null,"errors":[{"errorType":"Unauthorized"}]}', 'AppSync refused to publish'],
    [401, '{"errors":[]}', 'AppSync answered 401'],
  ])('does not repeat what was refused (%d)', async (status, body, message) => {
    answers = [{ status, body }];
    await expect(publish()).rejects.toThrow(message);
    expect(received).toHaveLength(1);
  });
});
