import {
  CreateJobCommand,
  MediaConvertClient,
  type CreateJobCommandInput,
} from '@aws-sdk/client-mediaconvert';
import { describe, expect, test } from 'vitest';
import { outputsOf, partsOf } from '../../model/profiles.ts';
import type { Source } from '../../model/source.ts';
import { TRANSCODING_PROFILES, type TranscodingProfile } from '../../model/video-types.ts';
import { answering, ID, videoRow } from '../shared/testing.ts';
import type { PinnedVideo } from './claims.ts';
import { jobRequest } from './job-request.ts';

const PLACES = {
  queueArn: 'queue-arn',
  roleArn: 'role-arn',
  uploadBucket: 'uploads',
  outputBucket: 'outputs',
};
const video: PinnedVideo = {
  ...videoRow({ posterToken: 'token' }),
  attempt: 1,
  starts: 1,
  leaseUntil: 0,
  sourceEtag: 'etag',
  pinnedKey: `sources/${ID}/source`,
};

const requests = (profile: TranscodingProfile, source: Source, of = video): CreateJobCommandInput[] => {
  const parts = partsOf(outputsOf(profile, source), true);
  return parts.map((part) => jobRequest(PLACES, of, source, part, parts.length > 1));
};

const HD = {
  width: 1920,
  height: 1080,
  frameRate: { numerator: 30_000, denominator: 1_001 },
  highRange: false,
};
const SOURCES: Readonly<Record<string, Source>> = {
  landscape: { picture: HD, hasAudio: true, duration: 60.06 },
  // As Probe's result is understood: stood upright.
  portrait: { picture: { ...HD, width: 606, height: 1080 }, hasAudio: true, duration: 12.5 },
  silent: { picture: { ...HD, width: 1280, height: 720 }, hasAudio: false, duration: 0.5 },
  sound: { hasAudio: true, duration: 180 },
  tiny: { picture: { width: 200, height: 120, highRange: false }, hasAudio: true },
  'hdr-4k': {
    picture: { width: 3840, height: 2160, frameRate: { numerator: 120, denominator: 1 }, highRange: true },
    hasAudio: true,
    duration: 7_200,
  },
};

describe('the jobs, to the letter', () => {
  for (const profile of TRANSCODING_PROFILES)
    for (const [name, source] of Object.entries(SOURCES))
      test(`${profile}: ${name}`, async () => {
        const golden = `${JSON.stringify(requests(profile, source), undefined, 2)}\n`;
        await expect(golden).toMatchFileSnapshot(`golden/${profile.toLowerCase()}-${name}.json`);
      });
});

test('every setting is one that the service knows: the SDK would leave any other out', async () => {
  let sent = '';
  const client = new MediaConvertClient(
    answering(({ body }) => {
      sent = body;
      return { status: 201, body: '{"job":{"id":"1"}}' };
    }),
  );
  for (const profile of TRANSCODING_PROFILES)
    for (const source of Object.values(SOURCES))
      for (const request of requests(profile, source)) {
        await client.send(new CreateJobCommand(request));
        expect(members(JSON.parse(sent))).toEqual(members(request));
      }
});

/** The names of all members, and their values, without regard to how either spells names. */
function members(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(members);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name.toLowerCase(), members(member)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('a job', () => {
  const of = (changes: Partial<PinnedVideo>) =>
    requests('STANDARD', SOURCES['landscape']!, { ...video, ...changes });
  const tokens = (changes: Partial<PinnedVideo> = {}) =>
    of(changes).map((request) => request.ClientRequestToken);

  test('has a token that MediaConvert takes, the same for the same part of the same attempt at the same file', () => {
    for (const token of tokens()) expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(tokens({ leaseUntil: 5, starts: 2 })).toEqual(tokens());
    const others = [{}, { attempt: 2 }, { sourceEtag: 'other' }, { id: 'other' }].flatMap(tokens);
    expect(new Set(others).size).toBe(8);
  });

  test('that makes something to watch goes before those that make it sharper', () => {
    const [early, full] = of({});
    expect(early!.Priority).toBeGreaterThan(full!.Priority!);
  });

  test('says how many attempts the service has cost', () => {
    expect(of({ tries: 2 })[0]?.UserMetadata).toMatchObject({ tries: '2', attempt: '1' });
  });

  test('of a video that is older than posters has no place for one', () => {
    const { posterToken: _, ...old } = video;
    for (const source of [SOURCES['landscape']!, SOURCES['sound']!])
      for (const request of requests('STANDARD', source, old)) {
        expect(request.UserMetadata?.['poster']).toBe('');
        expect(JSON.stringify(request.Settings)).not.toContain('posters/');
      }
  });
});
