import { beforeAll, describe, expect, inject, it } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { iamHeaders } from './support/iam.ts';
import { newPerson, type Person } from './support/people.ts';
import { subscribe, SubscriptionRefused } from './support/subscribe.ts';
import {
  createUpload,
  ON_VIDEO_STATUS,
  readVideo,
  uploadFile,
  settled,
  type StatusEvent,
  VIDEO,
} from './support/videos.ts';

const outputs = inject('outputs');
const PUBLISH = /* GraphQL */ `
  mutation Publish($input: VideoStatusInput!) {
    publishVideoStatus(input: $input) {
      videoId
      ownerId
      version
      status
      progress
      occurredAt
    }
  }
`;

let owner: Person;
let stranger: Person;
let videoId: string;
beforeAll(async () => {
  owner = await newPerson(outputs);
  stranger = await newPerson(outputs);
  ({ videoId } = await createUpload(outputs, owner, 1000));
});

/** A token whose signature no longer fits its payload. */
function altered(token: string): string {
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: owner.sub })).toString('base64url');
  return [header, changed, signature].join('.');
}

const event = (): Record<string, unknown> => ({
  videoId,
  ownerId: owner.sub,
  version: 99,
  status: 'READY',
  progress: 100,
  occurredAt: new Date().toISOString(),
});

describe('a request that does not say who it is', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no token', {}, 'Valid authorization header not provided.'],
    ['something that is no token', { authorization: 'hello' }, 'Unable to parse JWT token.'],
    [
      'an unknown API key',
      { 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' },
      'You are not authorized to make this call.',
    ],
  ])('with %s gets 401', async (_name, headers, message) => {
    const answer = await graphql(outputs, { headers }, VIDEO, { id: videoId });
    expect(answer).toMatchObject({ status: 401, errors: [{ errorType: 'UnauthorizedException', message }] });
    expect(answer.data).toBeUndefined();
  });

  it('with an altered token gets 401', async () => {
    const answer = await graphql(outputs, { accessToken: altered(stranger.accessToken) }, VIDEO, {
      id: videoId,
    });
    expect(answer).toMatchObject({ status: 401, errors: [{ errorType: 'UnauthorizedException' }] });
  });

  it('cannot subscribe either', async () => {
    for (const identity of [
      { headers: {} },
      { accessToken: 'hello' },
      { accessToken: altered(stranger.accessToken) },
    ] satisfies Identity[])
      await expect(subscribe(outputs, identity, ON_VIDEO_STATUS, { videoId })).rejects.toMatchObject({
        messageType: 'connection_error',
        errorType: 'UnauthorizedException',
      });
  });
});

describe("somebody else's video", () => {
  it('is as if it did not exist', async () => {
    expect(await readVideo(outputs, stranger, videoId)).toBeNull();
    expect(await readVideo(outputs, 'guest', videoId)).toBeNull();
    expect(await readVideo(outputs, stranger, 'no-such-video')).toBeNull();
  });

  it('cannot be subscribed to', async () => {
    const refused = subscribe(outputs, stranger, ON_VIDEO_STATUS, { videoId });
    await expect(refused).rejects.toBeInstanceOf(SubscriptionRefused);
    const absent = subscribe(outputs, stranger, ON_VIDEO_STATUS, { videoId: 'no-such-video' });
    const [first, second] = await Promise.allSettled([refused, absent]);
    expect((first as PromiseRejectedResult).reason.message).toBe(
      (second as PromiseRejectedResult).reason.message,
    );
  });

  it('cannot be heard by way of a condition that skips the check of its owner', async () => {
    const skipped = ON_VIDEO_STATUS.replace(/onVideoStatus\([^)]*\)/, '$& @skip(if: true)');
    expect(skipped).toContain('@skip');
    for (const query of [skipped, 'subscription { onMyVideoStatus @include(if: false) { videoId } }'])
      await expect(subscribe(outputs, stranger, query, { videoId })).rejects.toBeInstanceOf(
        SubscriptionRefused,
      );
  });

  it('takes no parts and no completion from a stranger', async () => {
    const { videoId: big } = await createUpload(outputs, owner, 200 * 1024 * 1024);
    const sign = 'mutation($id: ID!) { signUploadParts(videoId: $id, partNumbers: [1]) { url } }';
    const complete =
      'mutation($id: ID!) { completeUpload(videoId: $id, parts: [{partNumber: 1, etag: "x"}]) { id } }';
    for (const query of [sign, complete]) {
      const theirs = await graphql(outputs, stranger, query, { id: big });
      const absent = await graphql(outputs, stranger, query, { id: 'no-such-video' });
      expect(theirs.errors).toMatchObject([{ errorType: 'NotFound', data: null }]);
      expect(theirs.errors![0]!.message).toBe(absent.errors![0]!.message);
    }
  });
});

describe('publishVideoStatus', () => {
  it('is refused to everybody but the pipeline, and no subscriber hears anything', async () => {
    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
    const body = JSON.stringify({ query: PUBLISH, variables: { input: event() } });
    const wrong = {
      accessKeyId: outputs.custom.playhead.rootCredentials.accessKeyId,
      secretAccessKey: 'wrong',
    };

    for (const identity of [owner, stranger, 'guest'] satisfies Identity[]) {
      const answer = await graphql(outputs, identity, PUBLISH, { input: event() });
      expect(answer).toMatchObject({ status: 200, errors: [{ errorType: 'Unauthorized' }] });
      expect(answer.errors![0]!.message).toBe('Not Authorized to access publishVideoStatus on type Mutation');
    }
    for (const headers of [
      {},
      await iamHeaders(outputs, body, wrong),
      await iamHeaders(outputs, `${body} `),
    ]) {
      const response = await fetch(outputs.data.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      expect(response.status).toBe(401);
    }

    // A video of the owner's own really moving is heard; so the silence before it means something.
    const mine = await subscribe<StatusEvent>(
      outputs,
      owner,
      'subscription { onMyVideoStatus { videoId status version } }',
    );
    const moved = await uploadFile(outputs, owner, await fixture('short'));
    await settled(outputs, owner, moved);
    await mine.next(({ videoId: id, status }) => id === moved && status === 'READY');
    expect(mine.events.every(({ videoId: id }) => id === moved)).toBe(true);
    expect(live.events).toEqual([]);
    mine.close();
    live.close();
  });

  it('is heard when the account itself signs it, by the owner and nobody else', async () => {
    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId });
    const others = await subscribe<StatusEvent>(
      outputs,
      stranger,
      'subscription { onMyVideoStatus { videoId } }',
    );
    const body = JSON.stringify({ query: PUBLISH, variables: { input: event() } });
    const headers = await iamHeaders(outputs, body);
    const response = await fetch(outputs.data.url, { method: 'POST', headers, body });
    expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
    await live.next(({ version }) => version === 99);
    expect(others.events).toEqual([]);
    live.close();
    others.close();
  });
});

describe('what a guest may see', () => {
  it('is no list of anybody’s videos and no account', async () => {
    for (const query of ['{ me { id } }', '{ myVideos { items { id } } }']) {
      const answer = await graphql(outputs, 'guest', query);
      expect(answer.errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    }
  });

  it('while a person sees an own account and own videos', async () => {
    const { me, myVideos } = await ask<{
      me: { id: string; profile: { displayName: string } };
      myVideos: { items: { id: string }[] };
    }>(outputs, owner, '{ me { id profile { displayName } } myVideos(limit: 100) { items { id } } }');
    expect(me.id).toBe(owner.sub);
    expect(me.profile.displayName).not.toContain('@');
    expect(myVideos.items.map(({ id }) => id)).toContain(videoId);
  });
});
