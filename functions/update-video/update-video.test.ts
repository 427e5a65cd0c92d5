import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UpdateVideoInput } from '../../generated/schema.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { VIDEO_STATUSES } from '../../model/video-types.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { updateVideo } from './update-video.ts';

const BEFORE: VideoRow = videoRow({ description: 'Words', genres: ['Drama'], language: 'en', likeCount: 3 });
const LATER = new Date(NOW).toISOString();

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(() => videos.put(BEFORE));

const edit = (input: Partial<UpdateVideoInput>, caller = 'owner') =>
  updateVideo({ videos, now: () => NOW })({ input: { id: ID, ...input } }, caller);

describe('updateVideo', () => {
  test('changes what is said, and nothing else', async () => {
    const answer = await edit({ title: ' New ', genres: ['Comedy', 'comedy'] });
    const after = { ...BEFORE, title: 'New', genres: ['Comedy'], version: 2, updatedAt: LATER };
    expect(answer).toEqual(after);
    expect(await videos.get(ID)).toEqual(after);
  });

  test('takes away what is null', async () => {
    await edit({ description: null, genres: null, language: null });
    const { description: _words, language: _en, ...rest } = BEFORE;
    expect(await videos.get(ID)).toEqual({ ...rest, genres: [], version: 2, updatedAt: LATER });
  });

  test('moves the video in the index of what others may see', async () => {
    expect(await edit({ visibility: 'PUBLIC' })).toMatchObject({ ownerVisibility: 'owner#PUBLIC' });
  });

  test.each(VIDEO_STATUSES)('is possible while the video is %s, and leaves it so', async (status) => {
    await videos.put({ ...BEFORE, status });
    expect(await edit({ access: 'PREMIUM' })).toMatchObject({ access: 'PREMIUM', status });
  });

  test('is the owner’s alone; to others there is no such video', async () => {
    await expect(edit({ title: 'Mine' }, 'stranger')).rejects.toMatchObject({ type: 'NotFound' });
    expect(await videos.get(ID)).toEqual(BEFORE);
  });

  test.each(['missing', '', 'x'.repeat(5_000)])('makes no video of an id that has none (%#)', async (id) => {
    await expect(edit({ id, title: 'New' })).rejects.toMatchObject({ type: 'NotFound' });
    if (id === 'missing') expect(await videos.get(id)).toBeUndefined();
  });

  test.each<[string, Partial<UpdateVideoInput>]>([
    ['input', {}],
    ['title', { title: null }],
    ['title', { title: '' }],
    ['description', { description: 'x'.repeat(5_001) }],
    ['genres', { genres: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['language', { language: 'xx' }],
    ['visibility', { visibility: null }],
    ['access', { access: null }],
    ['language', { title: 'Good', language: 'not a language' }],
  ])('refuses a wrong %s (%j) and writes nothing', async (field, input) => {
    await expect(edit(input)).rejects.toMatchObject({
      type: 'BadRequest',
      message: expect.stringMatching(`^${field}: `),
    });
    expect(await videos.get(ID)).toEqual(BEFORE);
  });

  test('of several at once loses none: each raises the version', async () => {
    const inputs = fc.sample(
      fc.record(
        { title: fc.constant('t'), description: fc.constant('d'), access: fc.constant('PREMIUM' as const) },
        { requiredKeys: ['title'] },
      ),
      20,
    );
    const answers = await Promise.all(inputs.map((input) => edit(input)));
    expect(answers.map(({ version }) => version).sort((a, b) => a - b)).toEqual(inputs.map((_, i) => i + 2));
  });
});
