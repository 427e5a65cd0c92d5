import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import type { Playback } from '../../generated/schema.ts';
import { answering, ID, NOW } from '../shared/testing.ts';
import { playback, type VideoSource } from './playback.ts';
import { cachedPrivateKey } from './private-key.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ORIGIN = 'https://d1.cloudfront.net';

const READY: VideoSource = { id: ID, ownerId: 'owner', status: 'READY', access: 'FREE', attempt: 2 };
const ask = (sources: VideoSource[], sub?: string) =>
  playback({
    origin: ORIGIN,
    signingKey: async () => ({ keyPairId: 'K1', privateKey }),
    grantSeconds: 600,
    now: () => NOW,
  })(sources.map((source) => ({ field: 'playback', arguments: {}, identity: { sub: sub ?? null }, source })));

const fromEdge = (text: string | null) =>
  Buffer.from((text ?? '').replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

describe('a grant', () => {
  test('is a custom policy for this video’s folder alone, signed with our key, with an end', async () => {
    const [answer] = (await ask([READY])) as Playback[];
    const url = new URL(answer!.hlsUrl!);
    expect(url.origin + url.pathname).toBe(`${ORIGIN}/videos/${ID}/2/hls/master.m3u8`);
    const policy = fromEdge(url.searchParams.get('Policy'));
    expect(JSON.parse(policy.toString())).toEqual({
      Statement: [
        {
          Resource: `${ORIGIN}/videos/${ID}/*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': NOW / 1_000 + 600 } },
        },
      ],
    });
    const signature = fromEdge(url.searchParams.get('Signature'));
    expect(
      verify(
        'RSA-SHA1',
        policy,
        createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })),
        signature,
      ),
    ).toBe(true);
    expect(url.searchParams.get('Key-Pair-Id')).toBe('K1');
    expect(url.searchParams.has('Expires')).toBe(false);
    expect(answer!.expiresAt).toBe('2026-01-31T09:40:00.000Z');
  });

  test('travels twice in the address, and once more as cookies, always the same', async () => {
    const [answer] = (await ask([READY])) as Playback[];
    const query = new URL(answer!.hlsUrl!).searchParams;
    const pairs = [
      ['Policy', 'grant-policy', 'CloudFront-Policy'],
      ['Signature', 'grant-signature', 'CloudFront-Signature'],
      ['Key-Pair-Id', 'grant-key', 'CloudFront-Key-Pair-Id'],
    ] as const;
    for (const [edge, ours, cookie] of pairs) {
      expect(query.get(ours)).toBe(query.get(edge));
      expect(answer!.cookies).toContainEqual({
        name: cookie,
        value: query.get(edge),
        domain: 'd1.cloudfront.net',
        path: `/videos/${ID}/`,
      });
    }
    // CloudFront wants its own parameters last.
    expect(answer!.hlsUrl!.indexOf('grant-key')).toBeLessThan(answer!.hlsUrl!.indexOf('Policy='));
  });

  test('is given for each video of a page, in order, and refused for each on its own', async () => {
    const answers = await ask([
      { ...READY, id: 'a' },
      { ...READY, id: 'b', status: 'PROCESSING' },
      { ...READY, id: 'c' },
    ]);
    expect(answers[0]).toMatchObject({ hlsUrl: expect.stringContaining('/videos/a/') });
    expect(answers[1]).toEqual({
      error: { type: 'NotReady', message: 'The video is not ready to be played.' },
    });
    expect(answers[2]).toMatchObject({ hlsUrl: expect.stringContaining('/videos/c/') });
  });

  test('for a premium video is its owner’s alone', async () => {
    const premium: VideoSource = { ...READY, access: 'PREMIUM' };
    expect((await ask([premium], 'owner'))[0]).toHaveProperty('hlsUrl');
    for (const sub of ['stranger', undefined])
      expect((await ask([premium], sub))[0]).toMatchObject({ error: { type: 'MembershipRequired' } });
  });
});

describe('the private key', () => {
  const secrets = (answers: { status: number; body: string }[]) => {
    let asked = 0;
    const client = new SecretsManagerClient(answering(() => answers[asked++]!));
    return { client, asked: () => asked };
  };
  const PEM = { status: 200, body: '{"SecretString":"pem"}' };

  test('is fetched once for many, and again after a while', async () => {
    let now = 0;
    const { client, asked } = secrets([PEM, PEM]);
    const key = cachedPrivateKey(client, 'secret', () => now);
    expect(await Promise.all([key(), key(), key()])).toEqual(['pem', 'pem', 'pem']);
    expect(asked()).toBe(1);
    now = 5 * 60 * 1_000;
    await key();
    expect(asked()).toBe(2);
  });

  test('is asked for again after a failure', async () => {
    const { client } = secrets([{ status: 500, body: '{}' }, PEM]);
    const key = cachedPrivateKey(client, 'secret', () => 0);
    await expect(key()).rejects.toThrow();
    expect(await key()).toBe('pem');
  });
});
