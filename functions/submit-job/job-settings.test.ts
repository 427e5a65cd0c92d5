import { MediaConvertClient, type CreateJobCommandInput } from '@aws-sdk/client-mediaconvert';
import { describe, expect, test } from 'vitest';
import { ID, videoRow } from '../shared/testing.ts';
import { jobSettings } from './job-settings.ts';
import { jobRequest } from './jobs.ts';

const pictures = (name: string, Width: number, Height: number, MaxBitrate: number) => ({
  NameModifier: `_${name}`,
  ContainerSettings: { Container: 'CMFC' },
  VideoDescription: {
    Width,
    Height,
    VideoPreprocessors: { Deinterlacer: { Mode: 'DEINTERLACE', Control: 'NORMAL' } },
    CodecSettings: {
      Codec: 'H_264',
      H264Settings: {
        RateControlMode: 'QVBR',
        QvbrSettings: { QvbrQualityLevel: 7 },
        MaxBitrate,
        QualityTuningLevel: 'SINGLE_PASS_HQ',
        GopSize: 2,
        GopSizeUnits: 'SECONDS',
        GopClosedCadence: 1,
        FramerateControl: 'INITIALIZE_FROM_SOURCE',
        InterlaceMode: 'PROGRESSIVE',
        ParControl: 'SPECIFIED',
        ParNumerator: 1,
        ParDenominator: 1,
      },
    },
  },
});

const GOLDEN = {
  Queue: 'queue-arn',
  Role: 'role-arn',
  UserMetadata: { videoId: ID, ownerId: 'owner', attempt: '1' },
  StatusUpdateInterval: 'SECONDS_10',
  Settings: {
    TimecodeConfig: { Source: 'ZEROBASED' },
    Inputs: [
      {
        FileInput: `s3://uploads-bucket/uploads/${ID}/source`,
        TimecodeSource: 'ZEROBASED',
        VideoSelector: { Rotate: 'AUTO' },
        AudioSelectors: { 'Audio Selector 1': { DefaultSelection: 'DEFAULT' } },
      },
    ],
    OutputGroups: [
      {
        Name: 'HLS',
        OutputGroupSettings: {
          Type: 'CMAF_GROUP_SETTINGS',
          CmafGroupSettings: {
            Destination: `s3://outputs-bucket/videos/${ID}/1/hls/index`,
            SegmentControl: 'SEGMENTED_FILES',
            SegmentLength: 6,
            FragmentLength: 2,
            MinFinalSegmentLength: 1,
            ManifestDurationFormat: 'FLOATING_POINT',
            StreamInfResolution: 'INCLUDE',
            WriteHlsManifest: 'ENABLED',
            WriteDashManifest: 'DISABLED',
          },
        },
        Outputs: [
          pictures('720p', 1280, 720, 3_000_000),
          pictures('480p', 852, 480, 1_500_000),
          pictures('360p', 640, 360, 900_000),
          pictures('240p', 426, 240, 450_000),
          {
            NameModifier: '_audio',
            ContainerSettings: {
              Container: 'CMFC',
              CmfcSettings: {
                AudioGroupId: 'audio',
                AudioTrackType: 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT',
              },
            },
            AudioDescriptions: [
              {
                AudioSourceName: 'Audio Selector 1',
                CodecSettings: {
                  Codec: 'AAC',
                  AacSettings: { Bitrate: 128_000, CodingMode: 'CODING_MODE_2_0', SampleRate: 48_000 },
                },
              },
            ],
          },
        ],
      },
    ],
  },
};

const transcoding = {
  client: new MediaConvertClient({ region: 'us-east-1' }),
  queueArn: 'queue-arn',
  roleArn: 'role-arn',
  uploadBucket: 'uploads-bucket',
  outputBucket: 'outputs-bucket',
};
const claimed = { ...videoRow(), attempt: 1, leaseUntil: 0, sourceEtag: 'etag' };

describe('a job', () => {
  test('of a 720p source with sound is this one, to the letter', () => {
    const request: CreateJobCommandInput = jobRequest(transcoding, claimed, {
      width: 1280,
      height: 720,
      hasAudio: true,
    });
    expect(request).toEqual({ ...GOLDEN, ClientRequestToken: request.ClientRequestToken });
  });

  test('has a token that MediaConvert takes, the same for the same attempt at the same file', () => {
    const token = (video: typeof claimed) =>
      jobRequest(transcoding, video, { width: 2, height: 2, hasAudio: false }).ClientRequestToken;
    expect(token(claimed)).toMatch(/^[0-9a-f]{64}$/);
    expect(token(claimed)).toBe(token({ ...claimed, leaseUntil: 5 }));
    for (const changes of [{ attempt: 2 }, { sourceEtag: 'other' }, { id: 'other' }])
      expect(token({ ...claimed, ...changes })).not.toBe(token(claimed));
  });

  test('of a silent source asks for no sound', () => {
    const settings = jobSettings({ width: 320, height: 240, hasAudio: false }, 's3://i/k', 's3://o/k');
    expect(settings.Inputs?.[0]).not.toHaveProperty('AudioSelectors');
    expect(settings.OutputGroups?.[0]?.Outputs?.map(({ NameModifier }) => NameModifier)).toEqual(['_240p']);
  });
});
