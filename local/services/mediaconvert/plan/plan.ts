import { JobError } from '../jobs/job-error.ts';
import { valueOf, type Rational } from '../media/rational.ts';
import type { Source } from '../media/source.ts';
import type { FrameCaptureSettings, JobSettings, Output, OutputGroup } from '../settings/settings.ts';
import { destinationOf, encoderSettings, groupOf } from '../settings/validate.ts';
import { audioPlan, type AudioPlan } from './audio.ts';
import type { Encoder } from './encoders.ts';
import { framing, shownSize, turnOf, type Framing } from './geometry.ts';
import { sheetRendition, type SheetPlan } from './sheets.ts';
import { groupBase, outputNames, type Format, type Location, type OutputNames } from './names.ts';

export interface VideoPlan {
  readonly framing: Framing;
  readonly frameRate: Rational;
  readonly deinterlace?: 'interlaced' | 'all';
  readonly encoder?: Encoder;
  /** From a picture of high dynamic range to one of the standard range. */
  readonly toneMapper?: 'PRESERVE_DETAILS' | 'VIBRANT';
  readonly capture?: FrameCaptureSettings;
  readonly sheet?: SheetPlan;
}

/** One output of the job, joined with what the source has for it. */
export interface Rendition {
  /** `<group>-<output>`: its folder below the work directory. */
  readonly id: string;
  readonly format: Format;
  readonly names: OutputNames;
  readonly output: Output;
  readonly video?: VideoPlan;
  readonly audio?: AudioPlan;
  /** Key of the playlist of key frames alone, where one is wanted. */
  readonly iFramePlaylist?: string;
}

export interface GroupPlan {
  readonly type: 'CMAF_GROUP' | 'HLS_GROUP' | 'FILE_GROUP';
  readonly base: Location;
  readonly renditions: readonly Rendition[];
  readonly segments?: SegmentPlan;
}

export interface SegmentPlan {
  /** Seconds. */
  readonly length: number;
  readonly exact: boolean;
  /** Seconds; a shorter last segment joins the one before it. */
  readonly leastFinal: number;
  readonly wholeSeconds: boolean;
  readonly resolution: boolean;
  readonly targetDuration: 'ROUNDED' | 'CEILING';
}

export interface Plan {
  readonly source: Source;
  readonly input: Location & { readonly url: string };
  /** Clockwise degrees. */
  readonly turn: number;
  readonly automaticTurn: boolean;
  readonly groups: readonly GroupPlan[];
  readonly warnings: readonly string[];
}

/**
 * Joins a job's settings with what its source holds. Outputs that ask only for sound which the source has
 * not are left out with a warning, as silent films are common; a missing picture is an error.
 */
export function planJob(
  settings: JobSettings,
  source: Source,
  input: Location & { readonly url: string },
): Plan {
  const rotate = settings.inputs?.[0]?.videoSelector?.rotate;
  const turn = source.video ? turnOf(rotate, source.video) : 0;
  const warnings: string[] = [];
  const groups = (settings.outputGroups ?? []).map((group, index): GroupPlan => {
    const base = groupBase(destinationOf(group), input.url);
    const { type, segmented } = groupOf(group);
    const renditions = (group.outputs ?? []).flatMap((output, position) => {
      const rendition = planOutput(output, {
        settings,
        source,
        turn,
        base,
        url: input.url,
        id: `${index}-${position}`,
      });
      if (!rendition)
        warnings.push(`Output ${index}-${position} was skipped: the input has no such audio track.`);
      return rendition ? [rendition] : [];
    });
    const sheets =
      source.video &&
      segmented &&
      sheetRendition(`${index}-sheets`, base, segmented, shownSize(source.video, turn), renditions);
    return {
      type: GROUP_TYPES[type ?? 'FILE_GROUP_SETTINGS'],
      base,
      renditions: sheets ? [...renditions, sheets] : renditions,
      ...(segmented && { segments: segmentPlan(group) }),
    };
  });
  if (source.video && valueOf(source.video.pixelAspect) !== 1 && groups.some(keepsPixelAspect))
    warnings.push('The pixels of the input are not square, those of the outputs are: set parControl.');
  if (groups.every((group) => group.renditions.length === 0))
    throw new JobError(
      1021,
      `The input file [${input.url}] has no audio track for any of the job's outputs.`,
    );
  return { source, input, turn, automaticTurn: rotate === 'AUTO', groups, warnings };
}

const GROUP_TYPES = {
  CMAF_GROUP_SETTINGS: 'CMAF_GROUP',
  HLS_GROUP_SETTINGS: 'HLS_GROUP',
  FILE_GROUP_SETTINGS: 'FILE_GROUP',
} as const;

/** The service gives an output the oblong pixels of its source unless told otherwise; this machine never does. */
const keepsPixelAspect = ({ renditions }: GroupPlan) =>
  renditions.some(({ video }) => video?.encoder && video.encoder.settings.parControl !== 'SPECIFIED');

function planOutput(
  output: Output,
  context: { settings: JobSettings; source: Source; turn: number; base: Location; url: string; id: string },
): Rendition | undefined {
  const { source } = context;
  const description = output.videoDescription;
  const audio = audioPlan(output.audioDescriptions?.[0], context.settings, source);
  if (!description && !audio) return undefined;
  if (description && !source.video)
    throw new JobError(
      1020,
      `The input file [${context.url}] has no video track, and an output asks for one.`,
    );
  const format = formatOf(output);
  const modifier = output.outputSettings?.hlsSettings?.segmentModifier;
  const names = outputNames(
    context.base.key,
    { ...output, ...(modifier && { segmentModifier: modifier }) },
    { format, video: description !== undefined },
  );
  const iFrames = output.containerSettings?.cmfcSettings?.iFrameOnlyManifest === 'INCLUDE';
  return {
    id: context.id,
    format,
    names,
    output,
    ...(description && iFrames && { iFramePlaylist: names.iFrames }),
    ...(description && source.video && { video: videoPlan(description, source.video, context.turn) }),
    ...(audio && { audio }),
  };
}

function videoPlan(
  description: NonNullable<Output['videoDescription']>,
  video: NonNullable<Source['video']>,
  turn: number,
): VideoPlan {
  const { codecSettings = {}, videoPreprocessors } = description;
  const { frameCaptureSettings: capture = {}, codec = 'H_264' } = codecSettings;
  const { deinterlacer, colorCorrector } = videoPreprocessors ?? {};
  const encoder: Encoder | undefined =
    codec === 'FRAME_CAPTURE' ? undefined : { codec, settings: encoderSettings(codecSettings)[1] };
  const specified = !encoder
    ? capture
    : encoder.settings.framerateControl === 'SPECIFIED'
      ? encoder.settings
      : undefined;
  const mapsTones = colorCorrector?.colorSpaceConversion === 'FORCE_709' && isHighRange(video);
  return {
    framing: framing(shownSize(video, turn), description),
    frameRate: specified
      ? { numerator: specified.framerateNumerator ?? 1, denominator: specified.framerateDenominator ?? 1 }
      : video.frameRate,
    ...(deinterlacer && { deinterlace: deinterlacer.control === 'FORCE_ALL_FRAMES' ? 'all' : 'interlaced' }),
    ...(mapsTones && { toneMapper: colorCorrector.hdrToSdrToneMapper ?? 'PRESERVE_DETAILS' }),
    ...(encoder ? { encoder } : { capture }),
  };
}

/** PQ or HLG. */
const isHighRange = ({ color }: NonNullable<Source['video']>) =>
  color.transfer === 'smpte2084' || color.transfer === 'arib-std-b67';

function formatOf(output: Output): Format {
  switch (output.containerSettings?.container) {
    case 'CMFC':
      return 'CMAF';
    case 'M3U8':
      return 'TS';
    case 'RAW':
      return 'FRAMES';
    default:
      return 'MP4';
  }
}

/** The service's defaults: segments of 30 seconds in CMAF and of 10 in HLS, exact. */
function segmentPlan(group: OutputGroup): SegmentPlan {
  const { type, segmented = {} } = groupOf(group);
  const length = segmented.segmentLength ?? (type === 'CMAF_GROUP_SETTINGS' ? 30 : 10);
  return {
    length,
    exact: segmented.segmentLengthControl !== 'GOP_MULTIPLE',
    leastFinal: segmented.minFinalSegmentLength ?? 0,
    wholeSeconds: segmented.manifestDurationFormat === 'INTEGER',
    resolution: segmented.streamInfResolution !== 'EXCLUDE',
    targetDuration: segmented.targetDurationCompatibilityMode === 'SPEC_COMPLIANT' ? 'ROUNDED' : 'CEILING',
  };
}
