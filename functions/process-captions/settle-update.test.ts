import { afterAll, beforeAll, expect, test } from 'vitest';
import { captionsAttributes, type CaptionsRecord } from '../../model/captions.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { ID, NOW, silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { updateVideo } from '../shared/update-video.ts';
import { processCaptions } from './process-captions.ts';
import { settleUpdate } from './settle-update.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

const { asked, published } = captionsAttributes('en');
const ASKED: CaptionsRecord = { language: 'en', label: 'Words', revision: 'b', status: 'AWAITING_UPLOAD' };
const rowWith = (changes: Partial<CaptionsRecord> = {}, more: object = {}) =>
  ({ ...videoRow(), [asked]: { ...ASKED, ...changes }, ...more }) as VideoRow;
const upload = { videoId: ID, language: 'en', revision: 'b' };

test.each<[string, VideoRow]>([
  ['asked for anew', rowWith({ revision: 'c' })],
  ['settled', rowWith({ status: 'FAILED' })],
  ['removed', videoRow()],
])('nobody settles captions that were %s meanwhile', async (_, since) => {
  await videos.put(since);
  for (const converted of [{ file: 'WEBVTT' }, { reason: 'NOT_CAPTIONS' } as const])
    expect(await updateVideo(videos, ID, settleUpdate(rowWith(), upload, converted, 'now'))).toMatchObject({
      applied: false,
    });
  expect(await videos.get(ID)).toEqual(since);
});

test('the uploaded file stays until all else is done: with it the message would have nothing to go by', async () => {
  const before = { revision: 'a', label: 'Words', revisions: ['a'] };
  await videos.put(rowWith({}, { [published]: before }));
  let discarded = false;
  const run = processCaptions({
    videos,
    files: {
      read: async () => Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n'),
      write: async () => undefined,
      remove: () => Promise.reject(new Error('S3 is away')),
      discard: async () => void (discarded = true),
    },
    publish: async () => undefined,
    logger: silent,
    now: () => NOW,
  });
  await expect(run(`captions/${ID}/en/b`, false)).rejects.toThrow('S3 is away');
  expect(discarded).toBe(false);
});
