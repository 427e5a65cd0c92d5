import {
  CancelJobCommand,
  GetJobCommand,
  ProbeCommand,
  UpdateQueueCommand,
} from '@aws-sdk/client-mediaconvert';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Parser } from 'm3u8-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pattern, picture, sound, startBench, tone, type Bench } from './bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
  await bench.clip('film.mp4', [...pattern('160x90', 3), ...tone(3)]);
});

afterAll(() => bench.stop());

const status = async (Id: string) => (await bench.client().send(new GetJobCommand({ Id }))).Job?.Status;

const read = async (Key: string) => {
  const { Body } = await bench
    .s3()
    .send(new GetObjectCommand({ Bucket: bench.aws().outputs['Bucket'], Key }));
  return Body!.transformToString();
};

describe('a job', () => {
  it('is told of by EventBridge in the service’s envelope, from its start to its end', async () => {
    const { Id, Arn } = await bench.create(bench.job('film.mp4', [picture, sound]));
    const end = await bench.end(Id!);
    expect(end).toMatchObject({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'aws.mediaconvert',
      'detail-type': 'MediaConvert Job State Change',
      account: '000000000000',
      region: 'us-east-1',
      resources: [Arn],
      detail: {
        timestamp: expect.any(Number),
        accountId: '000000000000',
        queue: bench.aws().outputs['Films'],
        jobId: Id,
        status: 'COMPLETE',
        userMetadata: { film: 'film.mp4' },
        outputGroupDetails: [
          {
            type: 'CMAF_GROUP',
            playlistFilePaths: [`s3://${bench.aws().outputs['Bucket']}/made/film.mp4.m3u8`],
            outputDetails: [
              { durationInMs: 3000, videoDetails: { widthInPx: 160, heightInPx: 90 } },
              { durationInMs: expect.any(Number) },
            ],
          },
        ],
      },
    });
    expect(bench.events(Id!).map(({ detail }) => detail.status)).toEqual(
      expect.arrayContaining(['PROGRESSING', 'INPUT_INFORMATION', 'STATUS_UPDATE', 'COMPLETE']),
    );
    const update = bench.events(Id!).find(({ detail }) => detail.status === 'STATUS_UPDATE');
    expect(update?.detail['jobProgress']).toMatchObject({
      jobPercentComplete: expect.any(Number),
      currentPhase: expect.stringMatching(/PROBING|TRANSCODING|UPLOADING/),
      phaseProgress: { PROBING: {}, TRANSCODING: {}, UPLOADING: {} },
    });
  });

  it('leaves playlists that another parser reads, and every file that they name', async () => {
    const parse = async (key: string) => {
      const parser = new Parser();
      parser.push(await read(key));
      parser.end();
      return parser.manifest as unknown as {
        playlists?: { uri: string }[];
        segments: { uri: string; map: { uri: string } }[];
      };
    };
    const { Contents = [] } = await bench
      .s3()
      .send(new ListObjectsV2Command({ Bucket: bench.aws().outputs['Bucket'], Prefix: 'made/film.mp4' }));
    const keys = Contents.map(({ Key }) => Key);
    for (const { uri } of (await parse('made/film.mp4.m3u8')).playlists ?? []) {
      const { segments } = await parse(`made/${uri}`);
      expect(segments.length).toBe(2);
      for (const segment of segments) expect(keys).toContain(`made/${segment.uri}`);
      expect(keys).toContain(`made/${segments[0]!.map.uri}`);
    }
  });

  it('is told of more often when a shorter interval is asked for', async () => {
    await bench.clip('longer.mp4', pattern('320x180', 20));
    const updates = async (StatusUpdateInterval: 'SECONDS_10' | 'SECONDS_600') => {
      const { Id } = await bench.create(bench.job('longer.mp4', [picture], { StatusUpdateInterval }));
      await bench.end(Id!);
      return bench.events(Id!).filter(({ detail }) => detail.status === 'STATUS_UPDATE').length;
    };
    // The interval is a tenth of what it is at the service: one update at the start, none within a minute.
    expect(await updates('SECONDS_600')).toBe(1);
    expect(await updates('SECONDS_10')).toBeGreaterThanOrEqual(1);
  });

  it('ends once and COMPLETE after kill -9 in its middle', async () => {
    await bench.clip('crash.mp4', pattern('640x360', 10));
    const { Id } = await bench.create(bench.job('crash.mp4', [picture]));
    await bench.event(Id!, ['PROGRESSING']);
    await bench.crash();
    await bench.end(Id!);
    const { Job } = await bench.client().send(new GetJobCommand({ Id }));
    expect(Job).toMatchObject({ Status: 'COMPLETE', UserMetadata: { film: 'crash.mp4' } });
    const ends = bench.events(Id!).filter(({ detail }) => detail.status !== 'STATUS_UPDATE');
    // Delivered at least once: an event that came twice has one id.
    const completes = ends
      .filter(({ detail }) => detail.status === 'COMPLETE')
      .map(({ detail }) => detail['timestamp']);
    expect(new Set(completes).size).toBe(1);
    expect(ends.map(({ detail }) => detail.status)).not.toContain('ERROR');
  });
});

describe('queues', () => {
  it('hold what is submitted while they are paused, and let it go by priority', async () => {
    const submit = (Priority: number) =>
      bench.create(bench.job('film.mp4', [picture], { Queue: 'waiting', Priority }));
    const [low, high] = [await submit(-50), await submit(50)];
    const canceled = await submit(0);
    expect(await status(low.Id!)).toBe('SUBMITTED');
    await bench.client().send(new CancelJobCommand({ Id: canceled.Id }));
    expect((await bench.end(canceled.Id!)).detail.status).toBe('CANCELED');
    await bench
      .client()
      .send(new UpdateQueueCommand({ Name: 'waiting', Status: 'ACTIVE', ConcurrentJobs: 1 }));
    await bench.end(low.Id!);
    const { Job: first } = await bench.client().send(new GetJobCommand({ Id: high.Id }));
    const { Job: second } = await bench.client().send(new GetJobCommand({ Id: low.Id }));
    expect([first?.Status, second?.Status]).toEqual(['COMPLETE', 'COMPLETE']);
    expect(first!.Timing!.FinishTime!.getTime()).toBeLessThanOrEqual(second!.Timing!.StartTime!.getTime());
    expect(await status(canceled.Id!)).toBe('CANCELED');
    await expect(bench.client().send(new CancelJobCommand({ Id: low.Id }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  it('cancel a job in its middle, which leaves nothing', async () => {
    const { Id } = await bench.create(bench.job('longer.mp4', [picture], { Priority: 1 }));
    await bench.event(Id!, ['PROGRESSING']);
    await bench.client().send(new CancelJobCommand({ Id }));
    expect((await bench.end(Id!)).detail.status).toBe('CANCELED');
    expect(await status(Id!)).toBe('CANCELED');
  });
});

describe('bad input', () => {
  const failure = async (input: string, outputs = [picture], more = {}) => {
    const { Id } = await bench.create(bench.job(input, outputs, more));
    const { detail } = await bench.end(Id!);
    const { Job } = await bench.client().send(new GetJobCommand({ Id }));
    expect(Job).toMatchObject({ Status: 'ERROR', ErrorCode: detail['errorCode'] });
    expect(String(detail['errorMessage'])).not.toMatch(/\/tmp\/|playhead-test|0x[0-9a-f]{6}/);
    return detail['errorCode'];
  };

  it.each([
    ['no film', 1010],
    ['', 1010],
    ['#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n', 1010],
    ["ffconcat version 1.0\nfile '/etc/passwd'\n", 1010],
    ['v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 1 RTP/AVP 96\n', 1010],
  ])('%j named .mp4 is %d', async (content, code) => {
    await bench.put('bad.mp4', content);
    expect(await failure('bad.mp4')).toBe(code);
  });

  it('has the service’s code for what is missing in a film', async () => {
    await bench.clip('silent.mp4', pattern('160x90', 1));
    await bench.clip('song.m4a', tone(1));
    await bench.clip('half.mp4', pattern('160x90', 6), (bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await failure('song.m4a')).toBe(1020);
    expect(await failure('silent.mp4', [sound])).toBe(1021);
    expect(await failure('half.mp4')).toBe(1076);
  });

  it('has the service’s code for a film that is locked, and Probe says nothing of what is in it', async () => {
    await bench.clip('locked.mp4', [
      ...[...pattern('160x90', 1), ...tone(1), '-encryption_scheme', 'cenc-aes-ctr'],
      ...['-encryption_key', '76a6c65c5ea762046bd749a2e632ccbb'],
      ...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8'],
    ]);
    const InputFiles = [{ FileUrl: `s3://${bench.aws().outputs['Bucket']}/locked.mp4` }];
    const { ProbeResults } = await bench.client().send(new ProbeCommand({ InputFiles }));
    const tracks = ProbeResults?.[0]?.Container?.Tracks?.map(({ TrackType, Codec }) => [TrackType, Codec]);
    expect(tracks).toEqual([
      ['video', undefined],
      ['audio', undefined],
    ]);
    expect(await failure('locked.mp4')).toBe(1030);
  });

  it('has the service’s code for what may not be read, is not there, or cannot be assumed', async () => {
    const forbidden = bench.aws().outputs['Forbidden'];
    await bench.put('film.mp4', 'secret', forbidden);
    expect(await failure(`s3://${forbidden}/film.mp4`)).toBe(1401);
    expect(await failure('nowhere.mp4')).toBe(1404);
    expect(await failure('film.mp4', [picture], { Role: bench.aws().outputs['Stranger'] })).toBe(1434);
  });

  it('stops nothing: the queue goes on', async () => {
    const { Id } = await bench.create(bench.job('film.mp4', [picture]));
    expect((await bench.end(Id!)).detail.status).toBe('COMPLETE');
  });
});
