import { ignored, integer, number, object, oneOf, text, type Checked } from './checks.ts';

/** The settings of encoders that this machine follows; `ignored` ones cannot be seen in the output. */
const bitrate = integer(1000, 1_152_000_000);
const positive = integer(1, 2_147_483_647);

const rate = {
  maxBitrate: bitrate,
  bitrate,
  framerateControl: oneOf('INITIALIZE_FROM_SOURCE', 'SPECIFIED'),
  framerateNumerator: positive,
  framerateDenominator: positive,
  framerateConversionAlgorithm: oneOf('DUPLICATE_DROP'),
  numberBFramesBetweenReferenceFrames: integer(0, 7),
  adaptiveQuantization: ignored,
  bandwidthReductionFilter: ignored,
  perFrameMetrics: ignored,
  sceneChangeDetect: ignored,
  slices: ignored,
  slidingWindowMs: ignored,
  slidingWindowPeakBitrate: ignored,
  spatialAdaptiveQuantization: ignored,
};

const qvbrSettings = object({
  qvbrQualityLevel: integer(1, 10),
  qvbrQualityLevelFineTune: number(0, 1),
  maxAverageBitrate: ignored,
});

const advancedVideo = {
  ...rate,
  rateControlMode: oneOf('QVBR', 'VBR', 'CBR'),
  qvbrSettings,
  hrdBufferSize: integer(0, 1_152_000_000),
  gopSize: number(0, 1_000_000),
  gopSizeUnits: oneOf('FRAMES', 'SECONDS', 'AUTO'),
  numberReferenceFrames: integer(1, 6),
  interlaceMode: oneOf('PROGRESSIVE'),
  parControl: oneOf('INITIALIZE_FROM_SOURCE', 'SPECIFIED'),
  // Pictures leave this machine with square pixels, whatever the source's are.
  parNumerator: integer(1, 1),
  parDenominator: integer(1, 1),
  gopClosedCadence: integer(1, 1),
  telecine: oneOf('NONE'),
  slowPal: oneOf('DISABLED'),
  dynamicSubGop: ignored,
  endOfStreamMarkers: ignored,
  flickerAdaptiveQuantization: ignored,
  gopBReference: ignored,
  hrdBufferFinalFillPercentage: ignored,
  hrdBufferInitialFillPercentage: ignored,
  minIInterval: ignored,
  qualityTuningLevel: ignored,
  scanTypeConversionMode: ignored,
  temporalAdaptiveQuantization: ignored,
  unregisteredSeiTimecode: ignored,
};

export const h264Settings = object({
  ...advancedVideo,
  codecProfile: oneOf('BASELINE', 'MAIN', 'HIGH'),
  codecLevel: text(/^(AUTO|LEVEL_[1-5](_[1-3])?)$/),
  entropyEncoding: ignored,
  fieldEncoding: ignored,
  repeatPps: ignored,
  softness: ignored,
  syntax: ignored,
  writeMp4PackagingType: ignored,
});

export const h265Settings = object({
  ...advancedVideo,
  // Eight bits only: ten would need a picture of ten bits all the way.
  codecProfile: oneOf('MAIN_MAIN', 'MAIN_HIGH'),
  codecLevel: oneOf('AUTO'),
  alternateTransferFunctionSei: oneOf('DISABLED'),
  deblocking: ignored,
  mvOverPictureBoundaries: ignored,
  mvTemporalPredictor: ignored,
  sampleAdaptiveOffsetFilterMode: ignored,
  temporalIds: oneOf('DISABLED'),
  tiles: ignored,
  treeBlockSize: ignored,
  writeMp4PackagingType: oneOf('HVC1'),
});

export const av1Settings = object({
  ...rate,
  rateControlMode: oneOf('QVBR'),
  qvbrSettings,
  /** In frames. */
  gopSize: number(0, 1_000_000),
  bitDepth: oneOf('BIT_8'),
  filmGrainSynthesis: oneOf('DISABLED'),
});

/** What the encoders have in common; a member that one of them has not is absent there. */
export type EncoderSettings = Omit<Checked<typeof h264Settings>, 'codecProfile' | 'codecLevel'> & {
  readonly codecProfile?: string;
  readonly codecLevel?: string;
};
