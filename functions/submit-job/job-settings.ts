import type { JobSettings, Output } from '@aws-sdk/client-mediaconvert';
import { ladder, type Rung } from '../../model/ladder.ts';
import type { Source } from './source.ts';

/** Seconds. Every segment begins with a key frame, and so does every fragment, where a player may switch. */
const SEGMENT_SECONDS = 6;
const KEY_FRAME_SECONDS = 2;
/** A rest shorter than this joins the segment before it: a last segment of one frame makes some players hang. */
const LAST_SEGMENT_SECONDS = 1;

/** QVBR's scale goes to 10; at 7 the picture holds up on a large screen. */
const QUALITY_LEVEL = 7;

const AUDIO_BITRATE = 128_000;
const AUDIO_SAMPLE_RATE = 48_000;
const AUDIO_SELECTOR = 'Audio Selector 1';
const AUDIO_GROUP = 'audio';

/**
 * One CMAF group with HLS playlists: a picture-only output for each rung, and the sound once, for all of them.
 * `destination` is the base of every file's name.
 */
export const jobSettings = (source: Source, input: string, destination: string): JobSettings => ({
  TimecodeConfig: { Source: 'ZEROBASED' },
  Inputs: [
    {
      FileInput: input,
      TimecodeSource: 'ZEROBASED',
      // By default the service leaves a phone's video lying on its side.
      VideoSelector: { Rotate: 'AUTO' },
      ...(source.hasAudio && { AudioSelectors: { [AUDIO_SELECTOR]: { DefaultSelection: 'DEFAULT' } } }),
    },
  ],
  OutputGroups: [
    {
      Name: 'HLS',
      OutputGroupSettings: {
        Type: 'CMAF_GROUP_SETTINGS',
        CmafGroupSettings: {
          Destination: destination,
          SegmentControl: 'SEGMENTED_FILES',
          SegmentLength: SEGMENT_SECONDS,
          FragmentLength: KEY_FRAME_SECONDS,
          MinFinalSegmentLength: LAST_SEGMENT_SECONDS,
          ManifestDurationFormat: 'FLOATING_POINT',
          StreamInfResolution: 'INCLUDE',
          WriteHlsManifest: 'ENABLED',
          WriteDashManifest: 'DISABLED',
        },
      },
      Outputs: [...ladder(source).map(pictures), ...(source.hasAudio ? [sound] : [])],
    },
  ],
});

const pictures = ({ name, width, height, maxBitrate }: Rung): Output => ({
  NameModifier: `_${name}`,
  ContainerSettings: { Container: 'CMFC' },
  VideoDescription: {
    Width: width,
    Height: height,
    // Touches only frames that are marked as interlaced.
    VideoPreprocessors: { Deinterlacer: { Mode: 'DEINTERLACE', Control: 'NORMAL' } },
    CodecSettings: {
      Codec: 'H_264',
      H264Settings: {
        RateControlMode: 'QVBR',
        QvbrSettings: { QvbrQualityLevel: QUALITY_LEVEL },
        MaxBitrate: maxBitrate,
        QualityTuningLevel: 'SINGLE_PASS_HQ',
        GopSize: KEY_FRAME_SECONDS,
        GopSizeUnits: 'SECONDS',
        GopClosedCadence: 1,
        FramerateControl: 'INITIALIZE_FROM_SOURCE',
        InterlaceMode: 'PROGRESSIVE',
        // A rung's size is the picture's as shown; by default its pixels would stay as oblong as the source's.
        ParControl: 'SPECIFIED',
        ParNumerator: 1,
        ParDenominator: 1,
      },
    },
  },
});

const sound: Output = {
  NameModifier: '_audio',
  ContainerSettings: {
    Container: 'CMFC',
    CmfcSettings: {
      AudioGroupId: AUDIO_GROUP,
      AudioTrackType: 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT',
    },
  },
  AudioDescriptions: [
    {
      AudioSourceName: AUDIO_SELECTOR,
      CodecSettings: {
        Codec: 'AAC',
        AacSettings: {
          Bitrate: AUDIO_BITRATE,
          CodingMode: 'CODING_MODE_2_0',
          SampleRate: AUDIO_SAMPLE_RATE,
        },
      },
    },
  ],
};
