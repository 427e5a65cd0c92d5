import { ignored, integer, list, map, number, object, oneOf, text, type Checked } from './checks.ts';
import { av1Settings, h264Settings, h265Settings } from './encoders.ts';

/**
 * The job settings that this machine follows, in the wire's camelCase. This table is the whole list:
 * `ignored` stands for settings that cannot be seen in the output, and whatever is absent (other codecs,
 * captions, encryption, …) is refused by name.
 */
const dimension = integer(32, 8192);

const frameCaptureSettings = object({
  framerateNumerator: integer(1, 2_147_483_647),
  framerateDenominator: integer(1, 2_147_483_647),
  maxCaptures: integer(1, 2_147_483_647),
  quality: integer(1, 100),
});

const videoDescription = object({
  width: dimension,
  height: dimension,
  scalingBehavior: oneOf('DEFAULT', 'FIT', 'FIT_NO_UPSCALE', 'FILL', 'STRETCH_TO_OUTPUT'),
  codecSettings: object({
    codec: oneOf('H_264', 'H_265', 'AV1', 'FRAME_CAPTURE'),
    h264Settings,
    h265Settings,
    av1Settings,
    frameCaptureSettings,
  }),
  videoPreprocessors: object({
    colorCorrector: object({
      colorSpaceConversion: oneOf('NONE', 'FORCE_709'),
      hdrToSdrToneMapper: oneOf('PRESERVE_DETAILS', 'VIBRANT'),
      sampleRangeConversion: oneOf('NONE'),
    }),
    deinterlacer: object({
      algorithm: ignored,
      control: oneOf('NORMAL', 'FORCE_ALL_FRAMES'),
      mode: oneOf('DEINTERLACE', 'ADAPTIVE'),
    }),
  }),
  afdSignaling: oneOf('NONE'),
  respondToAfd: oneOf('NONE'),
  antiAlias: ignored,
  colorMetadata: ignored,
  dropFrameTimecode: ignored,
  sharpness: ignored,
  timecodeInsertion: oneOf('DISABLED'),
});

const audioDescription = object({
  audioSourceName: text(),
  codecSettings: object({
    codec: oneOf('AAC'),
    aacSettings: object({
      bitrate: integer(6000, 1_024_000),
      sampleRate: integer(8000, 96_000),
      codingMode: oneOf('CODING_MODE_1_0', 'CODING_MODE_2_0', 'CODING_MODE_5_1'),
      codecProfile: oneOf('LC'),
      rateControlMode: oneOf('CBR'),
      rawFormat: oneOf('NONE'),
      specification: ignored,
      audioDescriptionBroadcasterMix: oneOf('NORMAL'),
    }),
  }),
  languageCode: text(/^[A-Z]{3}$/),
  languageCodeControl: ignored,
  customLanguageCode: text(/^[A-Za-z]{2,3}(-[A-Za-z0-9-]+)?$/),
  streamName: text(/^[^"\r\n]*$/, 256),
  audioType: ignored,
  audioTypeControl: ignored,
});

const trackType = oneOf(
  'ALTERNATE_AUDIO_AUTO_SELECT',
  'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT',
  'ALTERNATE_AUDIO_NOT_AUTO_SELECT',
  'AUDIO_ONLY_VARIANT_STREAM',
);
const groupId = text(/^[^",\r\n]+$/, 256);
const groupIds = text(/^[^"\r\n]+$/, 2048);

const output = object({
  nameModifier: text(/^[^/\\\0$]*$/, 256),
  extension: text(/^[A-Za-z0-9]{1,16}$/),
  videoDescription,
  audioDescriptions: list(audioDescription),
  containerSettings: object({
    container: oneOf('CMFC', 'M3U8', 'MP4', 'RAW'),
    cmfcSettings: object({
      audioGroupId: groupId,
      audioRenditionSets: groupIds,
      audioTrackType: trackType,
      audioDuration: oneOf('DEFAULT_CODEC_DURATION'),
      iFrameOnlyManifest: oneOf('EXCLUDE', 'INCLUDE'),
      scte35Esam: oneOf('NONE'),
      scte35Source: oneOf('NONE'),
      timedMetadata: oneOf('NONE'),
      klvMetadata: oneOf('NONE'),
    }),
    m3u8Settings: ignored,
    mp4Settings: object({
      moovPlacement: oneOf('PROGRESSIVE_DOWNLOAD', 'NORMAL'),
      audioDuration: oneOf('DEFAULT_CODEC_DURATION'),
      cslgAtom: ignored,
      cttsVersion: ignored,
      freeSpaceBox: ignored,
    }),
  }),
  outputSettings: object({
    hlsSettings: object({
      audioGroupId: groupId,
      audioRenditionSets: groupIds,
      audioTrackType: trackType,
      audioOnlyContainer: oneOf('M2TS'),
      iFrameOnlyManifest: oneOf('EXCLUDE'),
      segmentModifier: text(/^[^/\\\0$]*$/, 256),
    }),
  }),
});

/** `s3://bucket/prefix/` or `s3://bucket/prefix/name`. Format identifiers (`$fn$`) are not supported. */
const destination = text(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^$]*$/, 1152);

const imageBasedTrickPlaySettings = object({
  intervalCadence: oneOf('FOLLOW_IFRAME', 'FOLLOW_CUSTOM'),
  thumbnailInterval: number(0.01, 86_400),
  thumbnailWidth: integer(8, 4096),
  thumbnailHeight: integer(2, 4096),
  tileWidth: integer(1, 512),
  tileHeight: integer(1, 2048),
});

const segmented = {
  destination,
  destinationSettings: object({ s3Settings: object({ encryption: ignored, storageClass: ignored }) }),
  segmentLength: integer(1, 600),
  segmentControl: oneOf('SEGMENTED_FILES'),
  segmentLengthControl: oneOf('EXACT', 'GOP_MULTIPLE'),
  minFinalSegmentLength: number(0, 600),
  manifestDurationFormat: oneOf('FLOATING_POINT', 'INTEGER'),
  manifestCompression: oneOf('NONE'),
  streamInfResolution: oneOf('INCLUDE', 'EXCLUDE'),
  targetDurationCompatibilityMode: oneOf('LEGACY', 'SPEC_COMPLIANT'),
  imageBasedTrickPlay: oneOf('NONE', 'THUMBNAIL', 'ADVANCED'),
  imageBasedTrickPlaySettings,
  codecSpecification: ignored,
  clientCache: ignored,
};

const cmafGroupSettings = object({
  ...segmented,
  fragmentLength: integer(1, 600),
  writeHlsManifest: oneOf('ENABLED'),
  writeDashManifest: oneOf('DISABLED'),
  ptsOffsetHandlingForBFrames: ignored,
  videoCompositionOffsets: ignored,
  minBufferTime: ignored,
  mpdProfile: ignored,
  mpdManifestBandwidthType: ignored,
  dashManifestStyle: ignored,
  writeSegmentTimelineInRepresentation: ignored,
});

const hlsGroupSettings = object({
  ...segmented,
  directoryStructure: oneOf('SINGLE_DIRECTORY'),
  outputSelection: oneOf('MANIFESTS_AND_SEGMENTS'),
  programDateTime: oneOf('EXCLUDE'),
  timedMetadataId3Frame: oneOf('NONE'),
  minSegmentLength: integer(0, 0),
  captionLanguageSetting: ignored,
  programDateTimePeriod: ignored,
  progressiveWriteHlsManifest: ignored,
  timedMetadataId3Period: ignored,
  timestampDeltaMilliseconds: ignored,
});

const outputGroup = object({
  name: text(),
  customName: text(),
  outputGroupSettings: object({
    type: oneOf('CMAF_GROUP_SETTINGS', 'HLS_GROUP_SETTINGS', 'FILE_GROUP_SETTINGS'),
    cmafGroupSettings,
    hlsGroupSettings,
    fileGroupSettings: object({ destination, destinationSettings: segmented.destinationSettings }),
  }),
  outputs: list(output, 1),
});

const input = object({
  fileInput: text(/^s3:\/\/[^/]+\/[^]+$/),
  audioSelectors: map(
    object({
      defaultSelection: oneOf('DEFAULT', 'NOT_DEFAULT'),
      selectorType: oneOf('TRACK'),
      tracks: list(integer(1, 2_147_483_647)),
      offset: integer(0, 0),
      programSelection: ignored,
      audioDurationCorrection: ignored,
    }),
  ),
  videoSelector: object({
    rotate: oneOf('AUTO', 'DEGREE_0', 'DEGREES_90', 'DEGREES_180', 'DEGREES_270'),
    alphaBehavior: ignored,
    colorSpace: oneOf('FOLLOW'),
    colorSpaceUsage: ignored,
    embeddedTimecodeOverride: ignored,
    padVideo: ignored,
    sampleRange: oneOf('FOLLOW'),
  }),
  timecodeSource: ignored,
  timecodeStart: ignored,
  inputScanType: ignored,
  filterEnable: ignored,
  filterStrength: ignored,
  psiControl: ignored,
  deblockFilter: oneOf('DISABLED'),
  denoiseFilter: oneOf('DISABLED'),
});

export const jobSettings = object({
  inputs: list(input, 1),
  outputGroups: list(outputGroup, 1),
  timecodeConfig: ignored,
  adAvailOffset: ignored,
  followSource: ignored,
});

export type JobSettings = Checked<typeof jobSettings>;
export type InputSettings = Checked<typeof input>;
export type OutputGroup = Checked<typeof outputGroup>;
export type Output = Checked<typeof output>;
export type VideoDescription = Checked<typeof videoDescription>;
export type AudioDescription = Checked<typeof audioDescription>;
export type FrameCaptureSettings = Checked<typeof frameCaptureSettings>;
export type SegmentedGroupSettings = NonNullable<
  NonNullable<OutputGroup['outputGroupSettings']>['cmafGroupSettings']
>;
