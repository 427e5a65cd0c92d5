import { beforeEach, describe, expect, test } from 'vitest';
import type { VideoRow } from '../model/video-row.ts';
import * as publishVideoStatus from './Mutation.publishVideoStatus.ts';
import * as onMyVideoStatus from './Subscription.onMyVideoStatus.ts';
import * as onVideoStatus from './Subscription.onVideoStatus.ts';
import { context, GUESTS, OWNER, publicRow, STRANGER } from './testing/context.ts';
import { raised } from './testing/outcomes.ts';
import { heard } from './testing/utils.ts';

beforeEach(() => {
  heard.filter = undefined;
});

describe('status', () => {
  test('is published as it was given', () => {
    const input = { videoId: 'v', version: 3 };
    expect(publishVideoStatus.request(context({ args: { input } }))).toEqual({ payload: input });
    expect(publishVideoStatus.response(context({ result: input }))).toEqual(input);
  });

  test('of one video is heard by its owner, who hears nothing else', () => {
    const subscribe = (identity: object | null, result: VideoRow | null) =>
      onVideoStatus.response(context({ identity, result, args: { videoId: 'v' } }));
    expect(subscribe(OWNER, publicRow())).toBeNull();
    expect(heard.filter).toEqual({ videoId: { eq: 'v' }, ownerId: { eq: 'owner' } });

    heard.filter = undefined;
    for (const identity of [STRANGER, ...GUESTS])
      expect(raised(() => subscribe(identity, publicRow()))).toMatchObject({ type: 'Unauthorized' });
    expect(raised(() => subscribe(OWNER, null))).toMatchObject({ type: 'Unauthorized' });
    expect(heard.filter).toBeUndefined();
  });

  test('of all one’s videos is heard by those who are somebody', () => {
    expect(onMyVideoStatus.response(context())).toBeNull();
    expect(heard.filter).toEqual({ ownerId: { eq: 'owner' } });
    for (const identity of GUESTS)
      expect(raised(() => onMyVideoStatus.response(context({ identity })))).toMatchObject({
        type: 'Unauthorized',
      });
  });
});
