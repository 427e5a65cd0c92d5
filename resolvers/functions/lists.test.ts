import { expect, test } from 'vitest';
import * as continueWatching from '../Query.continueWatching.ts';
import * as likedVideos from '../Query.likedVideos.ts';
import * as myVideos from '../Query.myVideos.ts';
import * as videosOfProfile from '../Profile.videos.ts';
import * as videos from '../Query.videos.ts';
import { context, OWNER } from '../testing/context.ts';
import * as listEngagements from './listEngagements.ts';
import * as listOwned from './listOwned.ts';
import * as listShelf from './listShelf.ts';

/** The query of a list's first round. */
function query(
  resolver: { request: (ctx: never) => unknown },
  list: { request: (ctx: never) => unknown },
  part: object = {},
) {
  const ctx = context({ args: { limit: 5, nextToken: 't' }, ...part });
  resolver.request(ctx as never);
  return list.request(ctx as never);
}

const NEWEST_FIRST = { operation: 'Query', limit: 5, nextToken: 't', scanIndexForward: false };

test('myVideos lists the caller’s', () => {
  expect(query(myVideos, listOwned)).toEqual({
    ...NEWEST_FIRST,
    index: 'byOwner',
    query: { ownerId: { eq: OWNER.sub } },
  });
});

test('myVideos lists one state from a partition of its own: a filter would leave pages short', () => {
  expect(query(myVideos, listOwned, { args: { limit: 5, nextToken: 't', status: 'READY' } })).toEqual({
    ...NEWEST_FIRST,
    index: 'byOwnerStatus',
    query: { ownerStatus: { eq: 'owner#READY' } },
  });
});

test('Profile.videos lists what is public of the person asked about, whoever asks', () => {
  const source = { id: 'someone', displayName: 'Someone', createdAt: null };
  for (const identity of [null, OWNER, { sub: 'someone' }])
    expect(query(videosOfProfile, listOwned, { source, identity })).toEqual({
      ...NEWEST_FIRST,
      index: 'byOwnerVisibility',
      query: { ownerVisibility: { eq: 'someone#PUBLIC' } },
    });
});

test('videos lists the one shelf that fits all filters', () => {
  const args = { limit: 5, nextToken: 't', kind: 'SHORT', genre: 'Drama', language: 'pt-BR' };
  expect(query(videos, listShelf, { args, identity: null })).toEqual({
    ...NEWEST_FIRST,
    query: { shelf: { eq: 'FEED/k:SHORT/l:pt-br/g:drama' } },
  });
});

test.each([
  [likedVideos, 'liked'],
  [continueWatching, 'watching'],
])('what the caller did is listed from their own rows, as they are now', (resolver, index) => {
  expect(query(resolver, listEngagements)).toEqual({
    ...NEWEST_FIRST,
    index,
    query: { userId: { eq: OWNER.sub } },
    consistentRead: true,
  });
});
