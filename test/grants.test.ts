import { generateKeyPairSync } from 'node:crypto';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { fetchOk, fetchPlaylist } from './support/hls.ts';
import { newPerson, type Person } from './support/people.ts';
import { rawStatus } from './support/raw-status.ts';
import { playback, twoReadyVideos, type Playback } from './support/videos.ts';

const outputs = inject('outputs');

let owner: Person;
let mine: Playback;
let other: Playback;
let child: string;
let segment: string;

beforeAll(async () => {
  owner = await newPerson(outputs);
  const ids = await twoReadyVideos(outputs, owner, await fixture('short'));
  [mine, other] = [await playback(outputs, owner, ids[0]), await playback(outputs, owner, ids[1])];
  const master = await fetchPlaylist(mine.hlsUrl);
  child = new URL(master.playlists![0]!.uri, mine.hlsUrl).href;
  segment = new URL((await fetchPlaylist(child)).segments[0]!.uri, child).href;
});

const plain = (url: string) => url.split('?')[0]!;
const query = (url: string) => url.split('?')[1]!;

async function refusal(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
  return { status: response.status, code };
}

/** The master, a child playlist, a segment and the MP4 of the same video. */
const places = () => [mine.hlsUrl, child, segment, mine.mp4Url];

describe('without a right grant', () => {
  it('nothing is served without one', async () => {
    for (const url of places())
      expect(await refusal(plain(url))).toEqual({ status: 403, code: 'MissingKey' });
  });

  it("another video's grant opens nothing", async () => {
    for (const url of places())
      expect(await refusal(`${plain(url)}?${query(other.hlsUrl)}`)).toEqual({
        status: 403,
        code: 'AccessDenied',
      });
  });

  it('an altered policy, signature or key is told by its own code', async () => {
    for (const url of places()) {
      const change = (name: string, to: (value: string) => string) => {
        const changed = new URL(url);
        changed.search = changed.search.replace(
          new RegExp(`([?&]${name}=)([^&]*)`),
          (_m, head: string, value: string) => head + to(value),
        );
        return changed.href;
      };
      const longer = (value: string) => {
        const policy = Buffer.from(
          value.replace(/-/g, '+').replace(/_/g, '=').replace(/~/g, '/'),
          'base64',
        ).toString();
        const later = policy.replace(/"AWS:EpochTime":\d+/, '"AWS:EpochTime":4102444800');
        return Buffer.from(later)
          .toString('base64')
          .replace(/\+/g, '-')
          .replace(/=/g, '_')
          .replace(/\//g, '~');
      };
      expect(await refusal(change('Policy', longer))).toEqual({ status: 403, code: 'AccessDenied' });
      expect(
        await refusal(
          change(
            'Signature',
            (value) => `${value.slice(0, 8) === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}${value.slice(8)}`,
          ),
        ),
      ).toEqual({
        status: 403,
        code: 'AccessDenied',
      });
      expect(await refusal(change('Key-Pair-Id', () => 'KUNKNOWN000000'))).toEqual({
        status: 403,
        code: 'InvalidKey',
      });
      expect(await refusal(change('Policy', () => '!!!!'))).toEqual({ status: 403, code: 'MalformedPolicy' });
    }
  });

  it('an expired grant, and one signed with another key, are refused', async () => {
    const { awsEndpoint, rootCredentials } = outputs.custom.playhead;
    const secrets = new SecretsManagerClient({
      endpoint: awsEndpoint,
      region: 'us-east-1',
      credentials: rootCredentials,
    });
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId: 'playhead/delivery-signing-key' }),
    );
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const keyPairId = new URL(mine.hlsUrl).searchParams.get('Key-Pair-Id')!;
    const id = new URL(mine.hlsUrl).pathname.split('/')[2]!;
    const grant = (url: string, privateKey: string, seconds: number) =>
      getSignedUrl({
        url: plain(url),
        keyPairId,
        privateKey,
        policy: JSON.stringify({
          Statement: [
            {
              Resource: `${outputs.custom.playhead.cdnUrl}/videos/${id}/*`,
              Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + seconds } },
            },
          ],
        }),
      });
    // The same hand with a deadline ahead opens a segment: so it is the deadline that is refused.
    await (await fetchOk(grant(segment, SecretString!, 60))).arrayBuffer();
    for (const url of places()) {
      expect(await refusal(grant(url, SecretString!, -1))).toEqual({ status: 403, code: 'AccessDenied' });
      expect(await refusal(grant(url, String(foreign), 60))).toEqual({ status: 403, code: 'AccessDenied' });
    }
  });

  it('a path that climbs out of the granted folder is refused', async () => {
    const id = new URL(mine.hlsUrl).pathname.split('/')[2]!;
    const theirs = new URL(other.hlsUrl).pathname;
    for (const path of [
      `/videos/${id}/..${theirs.slice('/videos'.length)}`,
      `/videos/${id}/%2e%2e${theirs.slice('/videos'.length)}`,
    ]) {
      expect(await rawStatus(mine.hlsUrl, `${path}?${query(mine.hlsUrl)}`)).toBe(400);
    }
  });
});

describe('with a grant', () => {
  it('every URI of the playlists carries the very same deadline', async () => {
    const policyOf = (url: string) => new URL(url).searchParams.get('Policy');
    expect(policyOf(child)).toBe(policyOf(mine.hlsUrl));
    expect(policyOf(segment)).toBe(policyOf(mine.hlsUrl));
  });

  it('playlists are never kept by a cache, segments are', async () => {
    expect((await fetchOk(mine.hlsUrl)).headers.get('cache-control')).toContain('no-store');
    await (await fetchOk(segment)).arrayBuffer();
    const again = await fetchOk(segment);
    expect(again.headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  it('two viewers never see each other’s', async () => {
    // Grants of two moments differ in their deadline.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const id = new URL(mine.hlsUrl).pathname.split('/')[2]!;
    const second = await playback(outputs, owner, id);
    const policy = (url: string) => new URL(url).searchParams.get('Policy')!;
    expect(policy(second.hlsUrl)).not.toBe(policy(mine.hlsUrl));
    const [first, later] = [await fetchPlaylist(mine.hlsUrl), await fetchPlaylist(second.hlsUrl)];
    expect(first.text).toContain(policy(mine.hlsUrl));
    expect(first.text).not.toContain(policy(second.hlsUrl));
    expect(later.text).toContain(policy(second.hlsUrl));
    expect(later.text).not.toContain(policy(mine.hlsUrl));
  });

  it('cookies open the same things, and the playlists then carry none of it', async () => {
    const cookie = mine.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const url of places()) await (await fetchOk(plain(url), { cookie })).arrayBuffer();
    const { text } = await fetchPlaylist(plain(mine.hlsUrl), { cookie });
    expect(text).not.toContain('Signature=');
    const id = new URL(mine.hlsUrl).pathname.split('/')[2]!;
    expect(mine.cookies.every(({ path }) => path === `/videos/${id}/`)).toBe(true);
    expect(await refusal(plain(other.hlsUrl), { cookie })).toEqual({ status: 403, code: 'AccessDenied' });
  });
});
