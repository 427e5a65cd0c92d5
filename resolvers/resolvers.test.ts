import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { VideoRow } from '../model/video-row.ts';

/** Raised as AppSync raises it: the handler ends here. */
class Raised extends Error {
  readonly type: string | undefined;
  constructor(message: string, type?: string) {
    super(message);
    this.type = type;
  }
}

const state = vi.hoisted(() => ({ filter: undefined as unknown }));

vi.mock('@aws-appsync/utils', () => ({
  util: {
    error: (message: string, type?: string) => {
      throw new Raised(message, type);
    },
    unauthorized: () => {
      throw new Raised('Unauthorized', 'Unauthorized');
    },
    transform: { toSubscriptionFilter: (filter: unknown) => filter },
  },
  extensions: {
    setSubscriptionFilter: (filter: unknown) => {
      state.filter = filter;
    },
  },
}));
vi.mock('@aws-appsync/utils/dynamodb', () => ({
  get: (input: object) => ({ operation: 'GetItem', ...input }),
  query: (input: object) => ({ operation: 'Query', ...input }),
}));

const resolvers = {
  video: await import('./Query.video.ts'),
  me: await import('./Query.me.ts'),
  myVideos: await import('./Query.myVideos.ts'),
  createUpload: await import('./Mutation.createUpload.ts'),
  publishVideoStatus: await import('./Mutation.publishVideoStatus.ts'),
  onVideoStatus: await import('./Subscription.onVideoStatus.ts'),
  onMyVideoStatus: await import('./Subscription.onMyVideoStatus.ts'),
  playback: await import('./Video.playback.ts'),
};

const OWNER = { sub: 'owner', groups: ['creators'], claims: {} };
const STRANGER = { sub: 'stranger', groups: null, claims: {} };
/** A guest has none, IAM one without a `sub`. */
const GUESTS = [null, { userArn: 'arn', accountId: '1' }];

// A context is whatever AppSync puts there: each test gives the part that its subject reads.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const context = (part: object): any => ({ args: {}, identity: OWNER, stash: {}, info: {}, ...part });
const raised = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof Raised) return { message: error.message, type: error.type };
    throw error;
  }
  return undefined;
};

const ROW = { id: 'v', ownerId: 'owner', status: 'READY', visibility: 'PUBLIC' } as VideoRow;
const BROKEN = { error: { message: 'Table arn:aws:… is throttled', type: 'DynamoDB:Throttling' } };

beforeEach(() => {
  state.filter = undefined;
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

describe('Query.video', () => {
  const see = (row: VideoRow | null, identity: object | null) =>
    resolvers.video.response(context({ identity, result: row }));

  test('reads one row, as it is now', () => {
    expect(resolvers.video.request(context({ args: { id: 'v' } }))).toEqual({
      operation: 'GetItem',
      key: { id: 'v' },
      consistentRead: true,
    });
  });

  test.each(['', 'x'.repeat(5_000)])('asks DynamoDB for no key that it would refuse', (id) => {
    expect(resolvers.video.request(context({ args: { id } }))).toMatchObject({ key: { id: '-' } });
  });

  test('shows a public video to all, and a private one to its owner; to others it does not exist', () => {
    const hidden: VideoRow = { ...ROW, visibility: 'PRIVATE' };
    for (const identity of [STRANGER, ...GUESTS]) {
      expect(see(ROW, identity)).toBe(ROW);
      expect(see(hidden, identity)).toBe(see(null, identity));
    }
    expect(see(hidden, OWNER)).toBe(hidden);
  });

  test('keeps DynamoDB’s words to itself', () => {
    expect(raised(() => resolvers.video.response(context(BROKEN)))).toEqual({
      message: 'The service cannot answer right now. Please try again.',
      type: 'Unavailable',
    });
  });
});

describe('Query.myVideos', () => {
  const request = (args: object) => resolvers.myVideos.request(context({ args }));

  test('lists the caller’s, newest first', () => {
    expect(request({ limit: 5, nextToken: 't' })).toMatchObject({
      index: 'byOwner',
      query: { ownerId: { eq: 'owner' } },
      limit: 5,
      nextToken: 't',
      scanIndexForward: false,
    });
    expect(request({ limit: null })).toMatchObject({ limit: 20 });
  });

  test('lists one state from a partition of its own: a filter would leave pages short', () => {
    const made = request({ status: 'READY' });
    expect(made).toMatchObject({
      index: 'byOwnerStatus',
      query: { ownerStatus: { eq: 'owner#READY' } },
    });
    expect(made).not.toHaveProperty('filter');
  });

  test.each([0, -1, 101])('refuses pages of %d', (limit) => {
    expect(raised(() => request({ limit }))).toMatchObject({ type: 'BadRequest' });
  });

  test.each(['Invalid pagination token given.', 'The provided starting key is outside query boundaries'])(
    'refuses a token that is not of this list: %s',
    (message) => {
      const answer = (args: object) =>
        raised(() => resolvers.myVideos.response(context({ args, error: { message, type: 'DynamoDB:X' } })));
      expect(answer({ nextToken: 'forged' })).toMatchObject({ type: 'BadRequest' });
      expect(answer({})).toMatchObject({ type: 'Unavailable' });
    },
  );

  test('does not blame the token for a table in trouble', () => {
    expect(
      raised(() => resolvers.myVideos.response(context({ args: { nextToken: 't' }, ...BROKEN }))),
    ).toMatchObject({ type: 'Unavailable' });
  });

  test('answers with the page alone', () => {
    const result = { items: [ROW], nextToken: null, scannedCount: 1 };
    expect(resolvers.myVideos.response(context({ result }))).toEqual({ items: [ROW], nextToken: null });
  });
});

describe('Query.me', () => {
  test('is the row, or a profile made of the token', () => {
    expect(resolvers.me.request(context({}))).toMatchObject({ key: { userId: 'owner', record: 'PROFILE' } });
    const row = { displayName: 'Ada', createdAt: '2026-01-31T09:30:00.000Z' };
    expect(resolvers.me.response(context({ result: row }))).toEqual({
      id: 'owner',
      profile: { id: 'owner', ...row },
    });
    const identity = { ...OWNER, claims: { name: 'ada@example.com', preferred_username: 'ada' } };
    expect(resolvers.me.response(context({ identity, result: null }))).toEqual({
      id: 'owner',
      profile: { id: 'owner', displayName: 'ada', createdAt: null },
    });
  });
});

describe('a function’s field', () => {
  test('sends what is asked and who asks, and nothing else', () => {
    const ctx = context({
      args: { input: {} },
      info: { fieldName: 'createUpload' },
      identity: { ...OWNER, claims: { email: 'x' }, sourceIp: ['1'] },
      request: { headers: { authorization: 'token' } },
    });
    expect(resolvers.createUpload.request(ctx)).toEqual({
      operation: 'Invoke',
      payload: {
        field: 'createUpload',
        arguments: { input: {} },
        identity: { sub: 'owner', groups: ['creators'] },
      },
    });
  });

  test('raises a refusal under its own type, and hides what broke', () => {
    const refusal = { error: { type: 'Conflict', message: 'No.' } };
    expect(raised(() => resolvers.createUpload.response(context({ result: refusal })))).toEqual({
      type: 'Conflict',
      message: 'No.',
    });
    const error = { message: 'TypeError at index.mjs', type: 'Lambda:Unhandled' };
    expect(raised(() => resolvers.createUpload.response(context({ error })))).toMatchObject({
      type: 'Unavailable',
      message: expect.not.stringContaining('TypeError'),
    });
    expect(resolvers.createUpload.response(context({ result: { videoId: 'v' } }))).toEqual({ videoId: 'v' });
  });

  test('of many videos asks once, with no more of each than decides', () => {
    const source = { ...ROW, access: 'FREE', attempt: 1, title: 'secret' };
    expect(
      resolvers.playback.request(context({ identity: null, source, info: { fieldName: 'playback' } })),
    ).toEqual({
      operation: 'BatchInvoke',
      payload: {
        field: 'playback',
        arguments: {},
        identity: { sub: undefined, groups: undefined },
        source: { id: 'v', ownerId: 'owner', status: 'READY', access: 'FREE', attempt: 1 },
      },
    });
  });
});

describe('status', () => {
  test('is published as it was given', () => {
    const input = { videoId: 'v', version: 3 };
    expect(resolvers.publishVideoStatus.request(context({ args: { input } }))).toEqual({ payload: input });
    expect(resolvers.publishVideoStatus.response(context({ result: input }))).toEqual(input);
  });

  test('of one video is heard by its owner, who hears nothing else', () => {
    const subscribe = (identity: object | null, result: VideoRow | null) =>
      resolvers.onVideoStatus.response(context({ identity, result, args: { videoId: 'v' } }));
    expect(subscribe(OWNER, ROW)).toBeNull();
    expect(state.filter).toEqual({ videoId: { eq: 'v' }, ownerId: { eq: 'owner' } });

    state.filter = undefined;
    for (const identity of [STRANGER, ...GUESTS])
      expect(raised(() => subscribe(identity, ROW))).toMatchObject({ type: 'Unauthorized' });
    expect(raised(() => subscribe(OWNER, null))).toMatchObject({ type: 'Unauthorized' });
    expect(state.filter).toBeUndefined();
  });

  test('of all one’s videos is heard by those who are somebody', () => {
    expect(resolvers.onMyVideoStatus.response(context({}))).toBeNull();
    expect(state.filter).toEqual({ ownerId: { eq: 'owner' } });
    for (const identity of GUESTS)
      expect(raised(() => resolvers.onMyVideoStatus.response(context({ identity })))).toMatchObject({
        type: 'Unauthorized',
      });
  });
});
