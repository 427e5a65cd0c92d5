import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { captionsAttributes, LANGUAGES_ATTRIBUTE } from '../../model/captions.ts';
import { CAPTIONS_LANGUAGES_MAX } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { VIDEO_STATUSES } from '../../model/video-types.ts';
import { answering, ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { addCaptions } from './add-captions.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
let revisions = 0;
beforeEach(async () => {
  revisions = 0;
  await videos.put(videoRow());
});

const bucket = { client: new S3Client(answering(() => ({ status: 500 }))), name: 'uploads' };
const add = (language: string, label = 'Words', caller = 'owner', videoId = ID) =>
  addCaptions({ videos, bucket, now: () => NOW, newRevision: () => `R${(revisions += 1)}` })(
    { videoId, language, label },
    caller,
  );
const attribute = async (name: string) => (await videos.get(ID))![name as keyof VideoRow] as unknown;
const { asked, published } = captionsAttributes('en');

describe('addCaptions', () => {
  test('notes what was asked for and signs one key, one type and 1 to 2,000,000 bytes, for an hour', async () => {
    const { fields, expiresAt, captions } = await add('EN', ' English ');
    expect(captions).toMatchObject({ language: 'en', label: 'English', status: 'AWAITING_UPLOAD' });
    expect(expiresAt).toBe('2026-01-31T10:30:00.000Z');
    expect(await videos.get(ID)).toMatchObject({
      ...{ version: 2, updatedAt: new Date(NOW).toISOString() },
      [asked]: { language: 'en', label: 'English', status: 'AWAITING_UPLOAD', revision: 'R1' },
    });
    const policy = fields.find(({ name }) => name === 'Policy')!.value;
    const { conditions } = JSON.parse(Buffer.from(policy, 'base64').toString()) as { conditions: unknown[] };
    expect(conditions).toEqual(
      expect.arrayContaining([
        ['content-length-range', 1, 2_000_000],
        { key: `captions/${ID}/en/R1` },
        { 'Content-Type': 'application/octet-stream' },
      ]),
    );
  });

  test('leaves what players can choose as it is, under a revision of its own', async () => {
    const before = { revision: 'R0', label: 'Before', revisions: ['R0'] };
    await videos.put({ ...videoRow(), ...{ [published]: before } });
    await add('en');
    await add('en');
    expect(await attribute(published)).toEqual(before);
    expect(await attribute(asked)).toMatchObject({ revision: 'R2' });
  });

  test.each(VIDEO_STATUSES)('of a video that is %s', async (status) => {
    await videos.put(videoRow({ status }));
    const answer = add('en');
    if (status === 'FAILED') await expect(answer).rejects.toMatchObject({ type: 'Conflict' });
    else await expect(answer).resolves.toBeDefined();
  });

  test.each(['STANDARD', 'ADAPTIVE_HEVC', 'COMPACT'] as const)('of the profile %s', async (profile) => {
    await videos.put(videoRow({ profile }));
    const answer = add('en');
    if (profile === 'COMPACT') await expect(answer).rejects.toMatchObject({ type: 'Conflict' });
    else await expect(answer).resolves.toBeDefined();
  });

  test('is the owner’s alone, and nothing is written for anyone else', async () => {
    const before = await videos.get(ID);
    for (const [caller, videoId] of [
      ['stranger', ID],
      ['owner', 'missing'],
      ['owner', ''],
    ] as const)
      await expect(add('en', 'Mine', caller, videoId)).rejects.toMatchObject({ type: 'NotFound' });
    expect(await videos.get(ID)).toEqual(before);
  });

  test('takes a language more only up to the limit, and those there are again', async () => {
    const full = Array.from({ length: CAPTIONS_LANGUAGES_MAX }, (_, index) => `en-x-${index}`);
    await videos.put({ ...videoRow(), ...{ [LANGUAGES_ATTRIBUTE]: new Set([...full.slice(1), 'en']) } });
    await expect(add('de')).rejects.toMatchObject({ type: 'QuotaExceeded' });
    await expect(add('en')).resolves.toBeDefined();
  });

  test.each(['', ' ', '\u200B', 'a"b', 'a\\', 'a\nb', 'a\u2028b', '\uD800', 'x'.repeat(81)])(
    'refuses the label %j',
    async (label) => {
      await expect(add('en', label)).rejects.toMatchObject({
        type: 'BadRequest',
        message: expect.stringMatching(/^label: /) as unknown,
      });
    },
  );
});
