import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { playlistKey, storyboardKey } from '../../model/keys.ts';
import type { Grant } from '../shared/grant-parameters.ts';
import { ID, NOW, videoRow } from '../shared/testing.ts';
import { afterEdge, DENIED, get, GRANT, pair, PATH, pem, type Asked } from './testing.ts';

const FOLDER = `videos/${ID}/`;
const SECONDS = NOW / 1_000;

interface Token {
  readonly sub?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly alg?: string;
}

/** A viewer's token as `playback` signs it, but for what is said otherwise. */
async function token({ sub, aud = FOLDER, exp = SECONDS + 60, key = pair.privateKey, alg = 'RS256' }: Token) {
  const jwt = new SignJWT({ ...(sub !== undefined && { sub }) }).setProtectedHeader({ alg }).setAudience(aud);
  return jwt.setExpirationTime(exp).sign(key);
}
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = part({ sub: 'member', aud: FOLDER, exp: SECONDS + 60 });

const PREMIUM = videoRow({ status: 'READY', access: 'PREMIUM' });
const HOLDS = { userId: 'member', record: 'MEMBERSHIP', endsAt: '2026-01-31T09:30:00.001Z' };
const query = (viewer?: string) => afterEdge({ ...GRANT, viewer } as Grant);
const ask = (viewer: string | undefined, asked: Asked = {}) =>
  get(query(viewer), { row: PREMIUM, membership: HOLDS, ...asked });
const NOBODY = [`Videos ${ID}`];

describe('a premium video’s playlist', () => {
  test('is for a member, who passes it on to playlists but to no segment', async () => {
    const member = await token({ sub: 'member' });
    const { statusCode, body, rows } = await ask(member);
    expect(statusCode).toBe(200);
    expect(rows).toEqual([...NOBODY, 'Accounts member MEMBERSHIP']);
    const [, , child = '', segment = ''] = body!.split('\n');
    expect(child).toContain(`&grant-viewer=${member}&Policy=`);
    expect(segment).toMatch(/^seg\.cmfv\?Policy=/);
    expect(segment).not.toContain('grant-viewer');
  });

  test('is for its owner, of whom no membership is asked', async () => {
    const { statusCode, rows } = await ask(await token({ sub: 'owner' }), { membership: undefined });
    expect({ statusCode, rows }).toEqual({ statusCode: 200, rows: NOBODY });
  });

  test('is for a viewer with cookies, who finds nothing of them in it', async () => {
    const cookies = [`a=b`, `Grant-Viewer=${await token({ sub: 'member' })}`];
    const { statusCode, body } = await get('', { row: PREMIUM, membership: HOLDS, cookies });
    expect(statusCode).toBe(200);
    expect(body).not.toContain('?');
    expect(await get('', { row: PREMIUM, membership: HOLDS })).toMatchObject(DENIED);
    // Whoever comes with an address is judged by it.
    expect(await ask(undefined, { cookies })).toMatchObject(DENIED);
  });

  test.each<[string, object | undefined]>([
    ['never was one', undefined],
    ['is none at the very end', { ...HOLDS, endsAt: '2026-01-31T09:30:00.000Z' }],
    ['was revoked', { ...HOLDS, revokedAt: '2026-01-31T09:29:59.999Z' }],
    ['has what somebody broke', { ...HOLDS, endsAt: 'never' }],
  ])('is not for a member who %s: with the grant that they had', async (_, membership) => {
    const viewer = await token({ sub: 'member' });
    for (const rawPath of [PATH, `/${playlistKey(ID, 1)}`, `/${storyboardKey(ID, 1)}`]) {
      const answer = await ask(viewer, { membership, rawPath });
      expect(answer).toMatchObject(DENIED);
      expect(JSON.stringify(answer.headers)).not.toMatch(/cookie|http/i);
    }
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const hmac = (text: string) => `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
  test.each<[string, () => Promise<string | undefined>]>([
    ['none', async () => undefined],
    ['an empty one', async () => ''],
    ['one of another video', () => token({ sub: 'member', aud: 'videos/OTHER/' })],
    ['one that ends now', () => token({ sub: 'member', exp: SECONDS })],
    ['one for nobody', () => token({})],
    [
      'one without an end',
      () =>
        new SignJWT({ sub: 'member', aud: FOLDER })
          .setProtectedHeader({ alg: 'RS256' })
          .sign(pair.privateKey),
    ],
    ['one that a stranger signed', () => token({ sub: 'member', key: stranger })],
    ['one that is not signed', async () => `${part({ alg: 'none' })}.${CLAIMS}.`],
    ['one that says it need not be', async () => `${part({ alg: 'none' })}.${CLAIMS}.AAAA`],
    ['one that is signed with the public key', async () => hmac(`${part({ alg: 'HS256' })}.${CLAIMS}`)],
    ['one by another algorithm', () => token({ sub: 'member', alg: 'RS512' })],
    ['one with a line break', async () => `${await token({ sub: 'member' })}%0A`],
    ['one with a break in it', async () => (await token({ sub: 'member' })).replace('.', '.%20')],
    [
      'one whose claims were changed',
      async () => (await token({ sub: 'stranger' })).replace(/\..*\./, `.${CLAIMS}.`),
    ],
    ['a word', async () => 'member'],
  ])('is not for whoever has, as their token, %s', async (_, viewer) => {
    const given = await viewer();
    expect(await ask(given)).toMatchObject({ ...DENIED, rows: NOBODY });
    const cookies = given === undefined ? [] : [`Grant-Viewer=${given}`];
    expect(await get('', { row: PREMIUM, membership: HOLDS, cookies })).toMatchObject(DENIED);
  });

  test('is for nobody with two tokens', async () => {
    const viewer = await token({ sub: 'member' });
    expect(await ask(undefined, {})).toMatchObject(DENIED);
    expect(
      await get(`${query(viewer)}&grant-viewer=${viewer}`, { row: PREMIUM, membership: HOLDS }),
    ).toMatchObject({ ...DENIED, rows: [] });
  });
});

describe('a free video’s playlist', () => {
  test('asks for no token, and passes on none that is not ours', async () => {
    const { statusCode, body, rows } = await get(query('forged'));
    expect({ statusCode, rows }).toEqual({ statusCode: 200, rows: NOBODY });
    expect(body).not.toContain('forged');
  });

  test('is refused, with the grant that it had, once the video is for members', async () => {
    expect(await get(query())).toMatchObject({ statusCode: 200 });
    expect(await ask(undefined)).toMatchObject(DENIED);
  });
});
