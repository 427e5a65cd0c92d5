import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import type { Browser } from 'playwright-core';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { fixture } from './support/fixtures.ts';
import { fetchOk } from './support/hls.ts';
import { newPerson, type Person } from './support/people.ts';
import { playback, twoReadyVideos, type Playback } from './support/videos.ts';

const outputs = inject('outputs');
const { awsEndpoint, rootCredentials, cdnUrl, webUrl } = outputs.custom.playhead;
const client = { endpoint: awsEndpoint, region: 'us-east-1', credentials: rootCredentials };

let owner: Person;
let id: string;
let mine: Playback;
let other: Playback;
/** One of each that a player fetches, as the playlist before it wrote it. */
let child: string;
let segment: string;

beforeAll(async () => {
  owner = await newPerson(outputs);
  const ids = await twoReadyVideos(outputs, owner, await fixture('short'));
  id = ids[0];
  [mine, other] = [await playback(outputs, owner, id), await playback(outputs, owner, ids[1])];
  child = (await addressesIn(mine.hlsUrl)).find((url) => url.includes('.m3u8'))!;
  segment = (await addressesIn(child)).at(-1)!;
});

/** Every address in a playlist, exactly as it is written there, made absolute. */
async function addressesIn(playlistUrl: string): Promise<string[]> {
  const lines = (await (await fetchOk(playlistUrl)).text()).split('\n');
  const written = lines.flatMap((line) =>
    line.startsWith('#') ? [...line.matchAll(/URI="([^"]*)"/g)].map(([, uri]) => uri!) : line ? [line] : [],
  );
  return written.map((uri) => new URL(uri, playlistUrl).href);
}

const plain = (url: string) => url.split('?')[0]!;
const parameters = (url: string) => new URL(url).search.slice(1).split('&');
const isOurs = (parameter: string) => parameter.startsWith('grant-');
const status = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  const text = await response.text();
  return `${response.status} ${/<Code>(\w+)/.exec(text)?.[1] ?? ''}`.trim();
};
const cookieOf = ({ cookies }: Playback) => cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

describe('a player that only follows addresses', () => {
  it('reaches everything, each with the type that players ask for and none to be sniffed', async () => {
    const types = new Map<string, number>();
    const visit = async (url: string): Promise<void> => {
      const response = await fetchOk(url);
      await response.arrayBuffer();
      const kind = /\.(\w+)$/.exec(plain(url))![1]!;
      const line = `${kind} ${response.headers.get('content-type')}`;
      types.set(line, (types.get(line) ?? 0) + 1);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      if (kind === 'm3u8') for (const address of await addressesIn(url)) await visit(address);
    };
    await visit(mine.hlsUrl);
    expect([...types.keys()].sort()).toEqual([
      'cmfa audio/mp4',
      'cmfv video/mp4',
      // The sheets of the storyboard.
      'jpg image/jpeg',
      'm3u8 application/vnd.apple.mpegurl',
    ]);
  });

  it('in a browser needs nothing but the cookies, which a page beside the CDN may set', async () => {
    const browser: Browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(webUrl);
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js') });
      // A page on the host of the CDN, as here where only the port differs, may set them itself.
      for (const { name, value, domain, path } of mine.cookies)
        await page.evaluate(
          (cookie) => void (document.cookie = cookie),
          `${name}=${value}; domain=${domain}; path=${path}`,
        );
      expect(await page.evaluate(playWithCookies, plain(mine.hlsUrl))).toBeGreaterThan(0.5);
    } finally {
      await browser.close();
    }
  });
});

describe('a grant put together from parts', () => {
  it('needs the edge’s own parameters, wherever ours are', async () => {
    for (const url of [mine.hlsUrl, child])
      expect(await status(`${plain(url)}?${parameters(url).filter(isOurs).join('&')}`)).toBe(
        '403 MissingKey',
      );
  });

  it('of two videos opens neither', async () => {
    const [a, b] = [parameters(mine.hlsUrl), parameters(other.hlsUrl)];
    const mixed = [...a.filter(isOurs), ...b.filter((parameter) => !isOurs(parameter))].join('&');
    expect(await status(`${plain(mine.hlsUrl)}?${mixed}`)).toBe('403 AccessDenied');
    expect(await status(`${plain(other.hlsUrl)}?${mixed}`)).toBe('403 AccessDenied');
    const cookie = cookieOf(mine);
    expect(await status(`${plain(mine.hlsUrl)}?${b.filter(isOurs).join('&')}`, { cookie })).toBe(
      '403 AccessDenied',
    );
    // A signed address wins over cookies, even where these are right.
    expect(await status(`${plain(mine.hlsUrl)}?${b.join('&')}`, { cookie })).toBe('403 AccessDenied');
  });

  it('with any character of any part altered, or more behind it, is none', async () => {
    for (const url of [mine.hlsUrl, segment])
      for (const parameter of parameters(url)) {
        const value = parameter.slice(parameter.indexOf('=') + 1);
        const places = [
          0,
          1,
          Math.floor(value.length / 2),
          value.length - 3,
          value.length - 2,
          value.length - 1,
        ];
        const altered = places.flatMap((at) =>
          ['A', 'B', '_', ''].map((character) => value.slice(0, at) + character + value.slice(at + 1)),
        );
        for (const wrong of [...altered, `${value}A`, `${value}_`, `${value}%00`]) {
          if (wrong === value) continue;
          const answer = await status(
            url.replace(
              parameter,
              parameter.replace(value, () => wrong),
            ),
          );
          expect(answer, `${parameter} → ${wrong}`).toMatch(/^403 /);
        }
      }
  });
});

describe('a grant’s end', () => {
  it('holds for the segments of a playlist that was fetched before it', async () => {
    const policy = JSON.stringify({
      Statement: [
        {
          Resource: `${cdnUrl}/videos/${id}/*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(Date.now() / 1000) + 4 } },
        },
      ],
    });
    const { SecretString: privateKey } = await new SecretsManagerClient(client).send(
      new GetSecretValueCommand({ SecretId: 'playhead/delivery-signing-key' }),
    );
    const keyPairId = new URL(mine.hlsUrl).searchParams.get('Key-Pair-Id')!;
    const signed = getSignedCookies({ policy, keyPairId, privateKey: privateKey! });
    const short = mine.hlsUrl
      .replaceAll(/(Policy=|grant-policy=)[^&]*/g, `$1${signed['CloudFront-Policy']}`)
      .replaceAll(/(Signature=|grant-signature=)[^&]*/g, `$1${signed['CloudFront-Signature']}`);
    const inPlaylist = (await addressesIn(short)).find((url) => url.includes('.m3u8'))!;
    const inChild = (await addressesIn(inPlaylist)).at(-1)!;
    for (const url of [short, inPlaylist, inChild])
      await vi.waitFor(async () => expect(await status(url)).toBe('403 AccessDenied'), {
        timeout: 10_000,
        interval: 200,
      });
  });
});

it('viewers who watch at the same time never get each other’s grant', async () => {
  const policy = (url: string) => new URL(url).searchParams.get('Policy')!;
  // Deadlines are whole seconds: one second later the grant is another one.
  const second = await vi.waitFor(
    async () => {
      const later = await playback(outputs, owner, id);
      expect(policy(later.hlsUrl)).not.toBe(policy(mine.hlsUrl));
      return later;
    },
    { timeout: 5000, interval: 300 },
  );
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const [own, theirs] = index % 2 ? [mine, second] : [second, mine];
      const text = await (await fetchOk(own.hlsUrl)).text();
      expect(text).toContain(policy(own.hlsUrl));
      expect(text).not.toContain(policy(theirs.hlsUrl));
    }),
  );
});

it('behind the CDN the bucket opens to nobody who does not sign', async () => {
  const { Stacks = [] } = await new CloudFormationClient(client).send(
    new DescribeStacksCommand({ StackName: 'Playhead' }),
  );
  const bucket = Stacks[0]!.Outputs!.find(({ OutputKey }) => OutputKey === 'OutputBucketName')!.OutputValue!;
  const key = new URL(segment).pathname;
  for (const path of [key, `${key}${new URL(segment).search}`, '?list-type=2'])
    expect(await status(`${awsEndpoint}/${bucket}${path}`, { cookie: cookieOf(mine) })).toBe(
      '403 AccessDenied',
    );
});

/** Runs in the page: answers how far hls.js came. */
async function playWithCookies(url: string): Promise<number> {
  interface Player {
    loadSource(source: string): void;
    attachMedia(media: HTMLVideoElement): void;
  }
  type Settings = { xhrSetup(request: XMLHttpRequest): void };
  const { Hls } = globalThis as unknown as { Hls: new (settings: Settings) => Player };
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const player = new Hls({ xhrSetup: (request) => void (request.withCredentials = true) });
  player.loadSource(url);
  player.attachMedia(video);
  await video.play();
  for (let tries = 0; tries < 100 && video.currentTime <= 0.5; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return video.currentTime;
}
