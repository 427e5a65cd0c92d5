import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VideoRow } from '../model/video-row.ts';
import * as getVideo from './functions/getVideo.ts';
import * as readPeople from './functions/readPeople.ts';
import * as resolver from './Query.video.ts';
import { BROKEN, context, GUESTS, OWNER, publicRow, STRANGER } from './testing/context.ts';
import { raised } from './testing/outcomes.ts';
import { runPipeline, type Request, type Source } from './testing/pipeline.ts';

const ask = (source: Source, part: object = {}) =>
  runPipeline(
    { resolver, functions: [getVideo, readPeople] },
    context({ args: { id: 'v' }, ...part }),
    source,
  );
const see = (row: VideoRow | null, identity: object | null) => ask(() => ({ result: row }), { identity });

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('Query.video', () => {
  test('reads one row, as it is now, and nothing else', () => {
    const requests: Request[] = [];
    const source: Source = (request) => {
      requests.push(request);
      return { result: publicRow() };
    };
    expect(ask(source)).toMatchObject({ id: 'v', likeCount: 0 });
    expect(requests).toEqual([{ operation: 'GetItem', key: { id: 'v' }, consistentRead: true }]);
  });

  test.each(['', 'x'.repeat(5_000)])('asks DynamoDB for no key that it would refuse', (id) => {
    const source: Source = (request) => {
      expect(request).toMatchObject({ key: { id: '-' } });
      return { result: null };
    };
    expect(ask(source, { args: { id } })).toBeNull();
  });

  test('shows a public video to all, and a private one to its owner; to others it does not exist', () => {
    const hidden = publicRow({ visibility: 'PRIVATE' });
    for (const identity of [STRANGER, ...GUESTS]) {
      expect(see(publicRow(), identity)).toMatchObject({ id: 'v' });
      expect(see(hidden, identity)).toEqual(see(null, identity));
    }
    expect(see(hidden, OWNER)).toMatchObject({ id: 'v' });
  });

  test('is null for a row that is broken', () => {
    expect(see(publicRow({ title: 7 as unknown as string }), OWNER)).toBeNull();
  });

  test('keeps DynamoDB’s words to itself', () => {
    expect(raised(() => ask(() => BROKEN))).toEqual({
      message: 'The service cannot answer right now. Please try again.',
      type: 'Unavailable',
    });
  });

  test('says who the owner is and what the viewer did, from one more read', () => {
    const source: Source = ({ operation }) =>
      operation === 'GetItem'
        ? { result: publicRow() }
        : {
            result: {
              data: {
                engagements: [{ userId: 'stranger', videoId: 'v', likedAt: '2026-01-31T09:30:00.000Z' }],
                accounts: [{ userId: 'owner', displayName: 'Ada', createdAt: '2026-01-31T09:00:00.000Z' }],
              },
            },
          };
    const info = { selectionSetList: ['viewer', 'viewer/liked', 'owner', 'owner/displayName'] };
    expect(ask(source, { identity: STRANGER, info })).toMatchObject({
      viewer: { liked: true, rating: null, positionSeconds: null, canWatch: true },
      owner: { id: 'owner', displayName: 'Ada' },
    });
  });
});
