import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { captionsAttributes, captionsOf, LANGUAGES_ATTRIBUTE } from '../../model/captions.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { answering, ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { removeCaptions } from './remove-captions.ts';

let videos: TestTable;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());

/** With captions of these revisions, the first of which players can choose. */
function captioned(revision: string, ...before: string[]): VideoRow {
  const { asked, published } = captionsAttributes('en');
  const captions = {
    [asked]: { language: 'en', label: 'Words', status: 'READY', revision },
    [published]: { revision, label: 'Words', revisions: [revision, ...before] },
    [LANGUAGES_ATTRIBUTE]: new Set(['en']),
  };
  return { ...videoRow(), ...captions };
}

describe('removeCaptions', () => {
  const deleted: string[] = [];
  let isDown = false;
  beforeEach(async () => {
    deleted.length = 0;
    isDown = false;
    await videos.put(videoRow());
  });
  const outputs = {
    name: 'outputs',
    client: new S3Client(
      answering(({ method, path }) => {
        if (isDown) return { status: 500 };
        deleted.push(`${method} ${path}`);
        return { status: 204 };
      }),
    ),
  };
  const remove = (language = 'en', caller = 'owner', videoId = ID) =>
    removeCaptions({ videos, outputs, now: () => NOW })({ videoId, language }, caller);
  const file = (revision: string) => `DELETE /videos/${ID}/captions/en-${revision}/captions.vtt`;

  test('takes all of it away, and deletes the file, and whatever file was left before it', async () => {
    await videos.put(captioned('R1', 'R0'));
    const row = await remove('EN');
    expect(row.version).toBe(2);
    expect(captionsOf(row, true)).toEqual([]);
    expect(row).not.toHaveProperty([LANGUAGES_ATTRIBUTE]);
    expect(deleted).toEqual([file('R1'), file('R0')]);
  });

  test('may be repeated: after a failure it does the rest, and after a success nothing', async () => {
    await videos.put(captioned('R1'));
    isDown = true;
    await expect(remove()).rejects.toThrow();
    isDown = false;
    expect((await remove()).version).toBe(2);
    expect(deleted).toEqual([file('R1')]);
  });

  test('of what nobody ever added answers with the video as it is', async () => {
    expect(await remove()).toEqual(videoRow());
    expect(deleted).toEqual([]);
  });

  test('is the owner’s alone', async () => {
    await videos.put(captioned('R1'));
    const before = await videos.get(ID);
    for (const [caller, videoId] of [
      ['stranger', ID],
      ['owner', 'missing'],
    ] as const)
      await expect(remove('en', caller, videoId)).rejects.toMatchObject({ type: 'NotFound' });
    await expect(remove('')).rejects.toMatchObject({ type: 'BadRequest' });
    expect(await videos.get(ID)).toEqual(before);
  });
});
