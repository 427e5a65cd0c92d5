import { jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Playback } from '../../generated/schema.ts';
import { ID, NOW } from '../shared/testing.ts';
import type { VideoSource } from './playback.ts';
import { ask, pair, READY, type Asking } from './testing.ts';

const PREMIUM: VideoSource = { ...READY, access: 'PREMIUM' };
const HOLDS = { userId: 'member', record: 'MEMBERSHIP', endsAt: '2026-02-28T00:00:00.000Z' };
const MEMBER = { sub: 'member', membership: HOLDS };
const REFUSED = { error: { type: 'MembershipRequired', message: 'This video is for members.' } };

const grantOf = async (video: VideoSource, asking: Asking) => (await ask([video], asking))[0] as Playback;
const query = (url: unknown) => new URL(String(url)).searchParams;
const epochOf = (grant: Playback) => {
  const policy = query(grant.hlsUrl)
    .get('Policy')!
    .replaceAll('-', '+')
    .replaceAll('_', '=')
    .replaceAll('~', '/');
  const { Statement } = JSON.parse(Buffer.from(policy, 'base64').toString()) as {
    Statement: { Condition: { DateLessThan: { 'AWS:EpochTime': number } } }[];
  };
  return Statement[0]!.Condition.DateLessThan['AWS:EpochTime'];
};

describe('a premium video', () => {
  test.each<[string, Asking]>([
    ['a guest', {}],
    ['a stranger', { sub: 'stranger' }],
    ['a member at the very end', { ...MEMBER, membership: { ...HOLDS, endsAt: '2026-01-31T09:30:00.000Z' } }],
    [
      'a member who was revoked',
      { ...MEMBER, membership: { ...HOLDS, revokedAt: '2026-01-31T09:00:00.000Z' } },
    ],
    ['whose membership somebody broke', { ...MEMBER, membership: { ...HOLDS, endsAt: 'never' } }],
  ])('gives nothing at all to %s', async (_, asking) => {
    // No address, no cookie, nothing but the refusal.
    expect(await ask([PREMIUM], asking)).toEqual([REFUSED]);
    expect(await ask([PREMIUM], { ...asking, field: 'storyboardUrl' })).toEqual([null]);
  });

  test.each([
    ['its owner', { sub: 'owner' }],
    ['a member', MEMBER],
  ])('is given to %s, with a word on whom it was given to, for playlists alone', async (_, asking) => {
    const grant = await grantOf(PREMIUM, asking);
    const viewer = query(grant.hlsUrl).get('grant-viewer')!;
    const { payload, protectedHeader } = await jwtVerify(viewer, pair.publicKey, {
      currentDate: new Date(NOW),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256' });
    expect(payload).toEqual({ sub: asking.sub, aud: `videos/${ID}/`, exp: epochOf(grant) });
    expect(grant.cookies).toHaveLength(4);
    expect(grant.cookies).toContainEqual({
      ...{ name: 'Grant-Viewer', value: viewer, domain: 'd1.cloudfront.net', path: `/videos/${ID}/` },
    });
    for (const { url } of grant.files) expect(url).not.toContain('grant-');
    const [storyboard] = await ask([PREMIUM], { ...asking, field: 'storyboardUrl' });
    expect(query(storyboard).get('grant-viewer')).toBe(viewer);
  });

  test('is granted no longer than the membership lasts, whole seconds of it', async () => {
    const until = async (endsAt: string, video = PREMIUM, sub = 'member') => {
      const grant = await grantOf(video, { sub, membership: { ...HOLDS, endsAt } });
      expect(grant.expiresAt).toBe(new Date(epochOf(grant) * 1_000).toISOString());
      return grant.expiresAt;
    };
    const [soon, later] = ['2026-01-31T09:31:07.900Z', '2026-01-31T09:40:00.000Z'];
    expect(await until(soon)).toBe('2026-01-31T09:31:07.000Z');
    expect(await until('2026-01-31T09:40:00.001Z')).toBe(later);
    // What takes no membership does not end with it.
    expect(await until(soon, PREMIUM, 'owner')).toBe(later);
    expect(await until(soon, READY)).toBe(later);
  });

  test('is refused without spoiling the others, and theirs without a word on whom', async () => {
    const answers = (await ask([PREMIUM, READY], { sub: 'stranger' })) as Playback[];
    expect(answers[0]).toEqual(REFUSED);
    expect(answers[1]!.cookies).toHaveLength(3);
    expect(query(answers[1]!.hlsUrl).has('grant-viewer')).toBe(false);
  });
});

describe('a membership', () => {
  const readsOf = async (sources: VideoSource[], asking: Asking) => {
    const reads: string[] = [];
    await ask(sources, { ...asking, reads });
    return reads;
  };

  test('is read once for a whole page', async () => {
    const page = [READY, ...Array.from({ length: 99 }, () => PREMIUM)];
    expect(await readsOf(page, MEMBER)).toEqual(['member MEMBERSHIP']);
  });

  test.each<[string, VideoSource[], Asking]>([
    ['none of the videos takes one', [READY], MEMBER],
    ['those that do are the caller’s own', [PREMIUM, READY], { sub: 'owner' }],
    ['they can not be played yet', [{ ...PREMIUM, status: 'PROCESSING' }], MEMBER],
    ['a guest asks', [PREMIUM], {}],
    ['there is nobody to ask for', [], MEMBER],
  ])('is not read when %s', async (_, sources, asking) => {
    expect(await readsOf(sources, asking)).toEqual([]);
  });
});
