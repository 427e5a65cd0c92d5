import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelJobCommand,
  CreateJobCommand,
  DescribeEndpointsCommand,
  GetJobCommand,
  GetQueueCommand,
  ListJobsCommand,
  ListQueuesCommand,
  ListPresetsCommand,
  ProbeCommand,
} from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../runtime/errors.ts';
import type { AccessRequest } from '../../runtime/principal.ts';
import { allowAll, root, testRuntime } from '../../runtime/testing.ts';
import { createMediaConvert } from './index.ts';
import {
  H264,
  ROLE,
  cmafJob,
  makeClip,
  pattern,
  picture,
  sound,
  startBench,
  tone,
  type Bench,
} from './testing.ts';

let bench: Bench;
let clips: string;
const asked: AccessRequest[] = [];
let refused: string | undefined;

beforeAll(async () => {
  bench = await startBench({
    peers: {
      iam: {
        ...allowAll,
        authorize(request) {
          asked.push(request);
          if (request.action === refused)
            throw new AwsError('AccessDeniedException', `no ${request.action}`, 403);
        },
      },
    },
  });
  // Jobs of this file's requests need not run.
  await bench.service.create({
    logicalId: 'Paused',
    type: 'AWS::MediaConvert::Queue',
    properties: { Name: 'paused', Status: 'PAUSED', ConcurrentJobs: '3', Description: 'waits' },
  });
  clips = mkdtempSync(join(tmpdir(), 'clips-'));
});

afterAll(async () => {
  await bench.stop();
  rmSync(clips, { recursive: true, force: true });
});

const job = (more: Parameters<typeof cmafJob>[2] = {}) =>
  cmafJob('s3://in/film.mp4', [picture('_90', 90), sound], { Queue: 'paused', ...more });
const create = async (more: Parameters<typeof cmafJob>[2] = {}) =>
  (await bench.client.send(new CreateJobCommand(job(more)))).Job;

describe('CreateJob', () => {
  it('answers with the job as it was submitted', async () => {
    const made = await create({ Priority: 5 });
    expect(made).toMatchObject({
      Id: expect.stringMatching(/^\d{13}-[0-9a-z]{6}$/),
      Arn: `arn:aws:mediaconvert:us-east-1:000000000000:jobs/${made?.Id}`,
      Status: 'SUBMITTED',
      Queue: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/paused',
      Role: ROLE,
      Priority: 5,
      UserMetadata: { film: 'one' },
      StatusUpdateInterval: 'SECONDS_10',
      RetryCount: 0,
    });
    expect(made?.CreatedAt).toBeInstanceOf(Date);
    expect(made?.Timing?.SubmitTime).toEqual(made?.CreatedAt);
    expect(made?.Settings).toMatchObject({ Inputs: [{ FileInput: 's3://in/film.mp4' }] });
  });

  it('asks whether the caller may create jobs in the queue and pass the role to the service', async () => {
    asked.length = 0;
    await create();
    expect(asked).toEqual([
      {
        caller: root,
        action: 'mediaconvert:CreateJob',
        resource: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/paused',
      },
      {
        caller: root,
        action: 'iam:PassRole',
        resource: ROLE,
        context: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' },
      },
    ]);
    refused = 'iam:PassRole';
    await expect(create()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    refused = undefined;
  });

  it('makes one job of a token within a minute, and a new one after it', async () => {
    const now = vi.spyOn(bench.runtime.clock, 'now');
    now.mockReturnValue(1_800_000_000_000);
    const first = await create({ ClientRequestToken: 'token' });
    now.mockReturnValue(1_800_000_059_000);
    expect((await create({ ClientRequestToken: 'token' }))?.Id).toBe(first?.Id);
    await expect(create({ ClientRequestToken: 'token', Priority: 1 })).rejects.toMatchObject({
      name: 'ConflictException',
    });
    now.mockReturnValue(1_800_000_061_000);
    expect((await create({ ClientRequestToken: 'token' }))?.Id).not.toBe(first?.Id);
    now.mockRestore();
  });

  const group = (changes: object) => {
    const settings = job().Settings!;
    const [first] = settings.OutputGroups!;
    return { Settings: { ...settings, OutputGroups: [{ ...first, ...changes }] } };
  };
  const encoded = (CodecSettings: object) =>
    group({ Outputs: [{ ...picture('_90', 90), VideoDescription: { CodecSettings } }] });
  const sheets = (ImageBasedTrickPlaySettings: object, ImageBasedTrickPlay = 'ADVANCED') => {
    const settings = { Destination: 's3://out/a', ImageBasedTrickPlay, ImageBasedTrickPlaySettings };
    return group({ OutputGroupSettings: { Type: 'CMAF_GROUP_SETTINGS', CmafGroupSettings: settings } });
  };

  it.each([
    ['no input', { Settings: { ...job().Settings, Inputs: [] } }, '/inputs'],
    [
      'two inputs',
      { Settings: { ...job().Settings, Inputs: [{ FileInput: 's3://a/b' }, { FileInput: 's3://a/c' }] } },
      '/inputs',
    ],
    [
      'an input that is not in S3',
      { Settings: { ...job().Settings, Inputs: [{ FileInput: 'https://a/b' }] } },
      '/inputs/0/fileInput',
    ],
    ['no output group', { Settings: { ...job().Settings, OutputGroups: [] } }, '/outputGroups'],
    ['no outputs', group({ Outputs: [] }), '/outputGroups/0/outputs'],
    [
      'two outputs of one name',
      group({ Outputs: [picture('_a', 90), picture('_a', 180)] }),
      '/outputGroups/0/outputs/1/nameModifier',
    ],
    [
      'a modifier that leaves its folder',
      group({ Outputs: [picture('/../../x', 90)] }),
      '/outputGroups/0/outputs/0/nameModifier',
    ],
    [
      'picture and sound in one CMAF output',
      group({ Outputs: [{ ...picture('_a', 90), AudioDescriptions: sound.AudioDescriptions }] }),
      'must be in separate outputs',
    ],
    [
      'a selector that no input has',
      group({
        Outputs: [
          { ...sound, AudioDescriptions: [{ ...sound.AudioDescriptions![0], AudioSourceName: 'other' }] },
        ],
      }),
      'audioSourceName',
    ],
    [
      'captions',
      group({ Outputs: [{ ...picture('_a', 90), CaptionDescriptions: [] }] }),
      'captionDescriptions: This setting is not supported here.',
    ],
    ['VP9', encoded({ Codec: 'VP9' }), 'codecSettings/codec'],
    ['H.265 without a bit rate', encoded({ Codec: 'H_265' }), 'codecSettings/h265Settings/bitrate'],
    [
      'QVBR without a ceiling',
      encoded({ Codec: 'H_264', H264Settings: { RateControlMode: 'QVBR' } }),
      'h264Settings/maxBitrate',
    ],
    [
      'pixels that are not square',
      encoded({
        Codec: 'H_264',
        H264Settings: { Bitrate: 1e6, ParControl: 'SPECIFIED', ParNumerator: 40, ParDenominator: 33 },
      }),
      'Should be a whole number from 1 to 1.',
    ],
    [
      'a pixel shape that is announced and not given',
      encoded({ Codec: 'H_264', H264Settings: { Bitrate: 1e6, ParControl: 'SPECIFIED' } }),
      'h264Settings/parNumerator',
    ],
    [
      'a playlist of another kind',
      group({ OutputGroupSettings: { Type: 'DASH_ISO_GROUP_SETTINGS' } }),
      'outputGroupSettings/type',
    ],
    [
      'encryption',
      group({
        OutputGroupSettings: {
          Type: 'CMAF_GROUP_SETTINGS',
          CmafGroupSettings: { Destination: 's3://out/a', Encryption: {} },
        },
      }),
      'cmafGroupSettings/encryption',
    ],
    ['sheets at no interval', sheets({ IntervalCadence: 'FOLLOW_CUSTOM' }), 'thumbnailInterval'],
    ['an odd small picture', sheets({ ThumbnailWidth: 100 }), 'thumbnailWidth: Should be divisible by 8.'],
    ['a small picture of odd height', sheets({ ThumbnailHeight: 99 }), 'thumbnailHeight'],
    ['too large a sheet', sheets({ TileWidth: 20 }), 'may have 4096 pixels a side'],
    ['full frames', sheets({}, 'THUMBNAIL_AND_FULLFRAME'), 'cmafGroupSettings/imageBasedTrickPlay'],
    ['an unknown interval', { StatusUpdateInterval: 'SECONDS_11' as 'SECONDS_10' }, '/statusUpdateInterval'],
    ['a job template', { JobTemplate: 'mine' }, '/jobTemplate'],
  ])('refuses %s and says where', async (_what, more, where) => {
    await expect(create(more)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining(where),
    });
  });

  it('refuses a queue that is not there', async () => {
    await expect(create({ Queue: 'nowhere' })).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the other operations', () => {
  it('GetJob and CancelJob know a job, and only jobs that are', async () => {
    const made = await create();
    await bench.client.send(new CancelJobCommand({ Id: made?.Id }));
    const { Job } = await bench.client.send(new GetJobCommand({ Id: made?.Id }));
    expect(Job?.Status).toBe('CANCELED');
    expect(await bench.event(['CANCELED'], made?.Id)).toMatchObject({ userMetadata: { film: 'one' } });
    await expect(bench.client.send(new GetJobCommand({ Id: '1-aaaaaa' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    await expect(bench.client.send(new CancelJobCommand({ Id: '1-aaaaaa' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('ListJobs turns pages in either order and filters by queue and state', async () => {
    const ids: (string | undefined)[] = [];
    for (let index = 0; index < 3; index++) ids.push((await create())?.Id);
    const all: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await bench.client.send(
        new ListJobsCommand({ Queue: 'paused', Status: 'SUBMITTED', MaxResults: 2, NextToken: token }),
      );
      all.push(...page.Jobs!.map(({ Id }) => Id));
      token = page.NextToken;
    } while (token);
    expect(all.slice(0, 3)).toEqual(ids.toReversed());
    expect(new Set(all).size).toBe(all.length);
    const ascending = await bench.client.send(
      new ListJobsCommand({ Order: 'ASCENDING', Queue: 'paused', MaxResults: 20 }),
    );
    expect(ascending.Jobs?.map(({ Id }) => Id).indexOf(all.at(-1))).toBeLessThan(3);
    expect((await bench.client.send(new ListJobsCommand({ Queue: 'films' }))).Jobs).toEqual([]);
    await expect(bench.client.send(new ListJobsCommand({ NextToken: 'eA' }))).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  it('lists the queues of the template and the one that every account has', async () => {
    const { Queues } = await bench.client.send(new ListQueuesCommand({}));
    expect(Queues?.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['Default', 'SYSTEM'],
      ['films', 'CUSTOM'],
      ['paused', 'CUSTOM'],
    ]);
    const { Queue } = await bench.client.send(new GetQueueCommand({ Name: 'paused' }));
    expect(Queue).toMatchObject({
      ConcurrentJobs: 3,
      Status: 'PAUSED',
      PricingPlan: 'ON_DEMAND',
      Description: 'waits',
    });
    await expect(bench.client.send(new GetQueueCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('answers its own address, and no operation that it has not', async () => {
    const { Endpoints } = await bench.client.send(new DescribeEndpointsCommand({}));
    expect(Endpoints).toEqual([{ Url: bench.runtime.urls.aws }]);
    await expect(bench.client.send(new ListPresetsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('Probe', () => {
  const probe = (FileUrl: string) => bench.client.send(new ProbeCommand({ InputFiles: [{ FileUrl }] }));

  it('tells the tracks of a film in the service’s words', async () => {
    makeClip(join(clips, 'lying.mp4'), [...pattern('320x180', 1, 25), ...tone(1), ...H264]);
    const path = makeClip(join(clips, 'phone.mp4'), [
      '-i',
      join(clips, 'lying.mp4'),
      '-c',
      'copy',
      '-metadata:s:v:0',
      'rotate=90',
    ]);
    bench.put('in', 'phone.mp4', path);
    const [result] = (await probe('s3://in/phone.mp4')).ProbeResults!;
    expect(result?.Container).toMatchObject({ Format: 'mp4', Duration: expect.closeTo(1, 0) });
    expect(result?.Container?.Tracks).toMatchObject([
      {
        Index: 1,
        TrackType: 'video',
        Codec: 'AVC',
        VideoProperties: {
          Width: 320,
          Height: 180,
          BitDepth: 8,
          FrameRate: { Numerator: 25, Denominator: 1 },
          DisplayAspectRatio: { Numerator: 16, Denominator: 9 },
        },
      },
      { Index: 2, TrackType: 'audio', Codec: 'AAC', AudioProperties: { Channels: 1, SampleRate: 44100 } },
    ]);
    expect([90, 270]).toContain(result?.Container?.Tracks?.[0]?.VideoProperties?.Rotation);
    expect(result?.Metadata).toMatchObject({
      ETag: '0123',
      MimeType: 'video/mp4',
      LastModified: expect.any(Date),
    });
  });

  it('says what is wrong with a file', async () => {
    writeFileSync(join(clips, 'text'), 'no film');
    bench.put('in', 'text', join(clips, 'text'));
    await expect(probe('s3://in/text')).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        'Unable to open input file [s3://in/text]: [Failed probe/open: [No parser found for container]]',
    });
    await expect(probe('s3://in/none')).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(probe('s3://forbidden/a')).rejects.toMatchObject({ name: 'ForbiddenException' });
    await expect(probe('file:///etc/passwd')).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});

describe('queues of a template', () => {
  const { runtime, dispose } = testRuntime();
  const service = createMediaConvert(runtime, { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' });
  afterAll(async () => {
    await service.stop?.();
    dispose();
  });
  const queue = (properties: object) =>
    service.create({ logicalId: 'Films', type: 'AWS::MediaConvert::Queue', properties });

  it('answer their name to Ref and their ARN to GetAtt, the same each time', () => {
    expect(queue({})).toEqual(queue({}));
    expect(queue({ Name: 'films' })).toEqual({
      ref: 'films',
      attributes: { Arn: runtime.arn('mediaconvert', 'queues/films'), Name: 'films' },
    });
  });

  it('refuse what they cannot do, naming the resource', () => {
    expect(() => queue({ PricingPlan: 'RESERVED' })).toThrow(/^Films: /);
    expect(() => queue({ ConcurrentJobs: 0 })).toThrow(/^Films: /);
    expect(() => queue({ Shape: 1 })).toThrow(/^Films: /);
    expect(() =>
      service.create({ logicalId: 'P', type: 'AWS::MediaConvert::Preset', properties: {} }),
    ).toThrow(/^P: /);
  });
});
