import { badRequest } from './checks.ts';
import type { EncoderSettings } from './encoders.ts';
import {
  jobSettings,
  type JobSettings,
  type Output,
  type OutputGroup,
  type VideoDescription,
} from './settings.ts';

const CONTAINERS = {
  CMAF_GROUP_SETTINGS: ['CMFC'],
  HLS_GROUP_SETTINGS: ['M3U8'],
  FILE_GROUP_SETTINGS: ['MP4', 'RAW'],
} as const;

/** A group's kind, destination and segment settings, whichever member holds them. */
export function groupOf(group: OutputGroup) {
  const settings = group.outputGroupSettings;
  const type = settings?.type;
  if (type === 'CMAF_GROUP_SETTINGS') return { type, segmented: settings?.cmafGroupSettings ?? {} };
  if (type === 'HLS_GROUP_SETTINGS') return { type, segmented: settings?.hlsGroupSettings ?? {} };
  return { type, segmented: undefined };
}

export const destinationOf = (group: OutputGroup): string =>
  groupOf(group).segmented?.destination ?? group.outputGroupSettings?.fileGroupSettings?.destination ?? '';

/** Reads `settings` of a CreateJob request. Throws `BadRequestException` naming the path of what is wrong. */
export function validateSettings(value: unknown): JobSettings {
  const settings = jobSettings(value, '');
  if (settings.inputs?.length !== 1) throw badRequest('/inputs: Exactly one input is supported here.');
  if (!settings.inputs[0]?.fileInput) throw badRequest('/inputs/0/fileInput: is a required property');
  const groups = settings.outputGroups ?? [];
  if (groups.length === 0) throw badRequest('/outputGroups: Should have at least 1 item.');
  for (const [index, group] of groups.entries()) validateGroup(settings, group, `/outputGroups/${index}`);
  const everyOutput = groups.flatMap((group) => group.outputs ?? []);
  validateColors(everyOutput);
  if (everyOutput.every((output) => output.videoDescription?.codecSettings?.codec === 'FRAME_CAPTURE'))
    throw badRequest('/outputGroups: A job with a frame capture output needs at least one other output.');
  return settings;
}

function validateGroup(settings: JobSettings, group: OutputGroup, path: string): void {
  const { type } = groupOf(group);
  if (!type) throw badRequest(`${path}/outputGroupSettings/type: is a required property`);
  if (!destinationOf(group))
    throw badRequest(`${path}/outputGroupSettings: destination is a required property`);
  const outputs = group.outputs ?? [];
  if (outputs.length === 0) throw badRequest(`${path}/outputs: Should have at least 1 item.`);
  validateSheets(group, path);
  const modifiers = new Set<string>();
  for (const [index, output] of outputs.entries()) {
    const at = `${path}/outputs/${index}`;
    validateOutput(settings, output, at, CONTAINERS[type]);
    const modifier = output.nameModifier ?? '';
    // A playlist without a modifier would take the name of the group's own playlist.
    if (modifier === '' && (outputs.length > 1 || type !== 'FILE_GROUP_SETTINGS'))
      throw badRequest(`${at}/nameModifier: is a required property`);
    if (modifiers.has(modifier))
      throw badRequest(`${at}/nameModifier: "${modifier}" is used by another output`);
    modifiers.add(modifier);
    if (type === 'CMAF_GROUP_SETTINGS' && output.videoDescription && output.audioDescriptions?.length)
      throw badRequest(`${at}: In a CMAF output group, audio and video must be in separate outputs.`);
  }
}

/** The service's default width of a small picture and the most pixels of a sheet's side; our default number of pictures a side. */
export const SHEET = { width: 312, side: 10, most: 4096 };

function validateSheets(group: OutputGroup, path: string): void {
  const { imageBasedTrickPlay, imageBasedTrickPlaySettings: settings = {} } = groupOf(group).segmented ?? {};
  if (imageBasedTrickPlay !== 'ADVANCED') return;
  const at = `${path}/outputGroupSettings/imageBasedTrickPlaySettings`;
  const { thumbnailWidth = SHEET.width, thumbnailHeight = 0 } = settings;
  if (settings.intervalCadence === 'FOLLOW_CUSTOM' && !settings.thumbnailInterval)
    throw badRequest(`${at}/thumbnailInterval: is required with FOLLOW_CUSTOM`);
  if (thumbnailWidth % 8) throw badRequest(`${at}/thumbnailWidth: Should be divisible by 8.`);
  if (thumbnailHeight % 2) throw badRequest(`${at}/thumbnailHeight: Should be divisible by 2.`);
  const { tileWidth = SHEET.side, tileHeight = SHEET.side } = settings;
  if (thumbnailWidth * tileWidth > SHEET.most || thumbnailHeight * tileHeight > SHEET.most)
    throw badRequest(`${at}: A whole tile image may have ${SHEET.most} pixels a side.`);
}

function validateOutput(
  settings: JobSettings,
  output: Output,
  path: string,
  containers: readonly string[],
): void {
  const container = output.containerSettings?.container;
  if (!container || !containers.includes(container))
    throw badRequest(`${path}/containerSettings/container: Should be ${containers.join(' or ')}.`);
  const audio = output.audioDescriptions ?? [];
  if (!output.videoDescription && audio.length === 0)
    throw badRequest(`${path}: Should have a videoDescription or audioDescriptions.`);
  if (audio.length > 1)
    throw badRequest(`${path}/audioDescriptions: Only one audio track an output is supported here.`);
  for (const [index, description] of audio.entries()) {
    const name = description.audioSourceName;
    if (!description.codecSettings?.codec)
      throw badRequest(`${path}/audioDescriptions/${index}/codecSettings/codec: is a required property`);
    if (name !== undefined && !Object.hasOwn(settings.inputs?.[0]?.audioSelectors ?? {}, name))
      throw badRequest(
        `${path}/audioDescriptions/${index}/audioSourceName: no input has the selector "${name}"`,
      );
  }
  if (output.videoDescription) validateVideo(output, container, path);
}

function validateVideo(output: Output, container: string, path: string): void {
  const codec = output.videoDescription?.codecSettings;
  const at = `${path}/videoDescription`;
  if (!codec?.codec) throw badRequest(`${at}/codecSettings/codec: is a required property`);
  if ((codec.codec === 'FRAME_CAPTURE') !== (container === 'RAW'))
    throw badRequest(`${path}/containerSettings/container: FRAME_CAPTURE goes with RAW, and only with it.`);
  for (const side of ['width', 'height'] as const)
    if ((output.videoDescription?.[side] ?? 0) % 2)
      throw badRequest(`${at}/${side}: Should be an even number.`);
  if (codec.codec === 'FRAME_CAPTURE') return;
  if (codec.codec !== 'H_264' && container === 'M3U8')
    throw badRequest(`${path}/containerSettings/container: ${codec.codec} is made for CMFC and MP4 here.`);
  const [member, settings] = encoderSettings(codec);
  const rate = `${at}/codecSettings/${member}`;
  // AV1 has no other mode, and needs no ceiling.
  const mode = codec.codec === 'AV1' ? undefined : (settings.rateControlMode ?? 'VBR');
  if (mode === 'QVBR' && !settings.maxBitrate) throw badRequest(`${rate}/maxBitrate: is a required property`);
  if (mode !== undefined && mode !== 'QVBR' && !settings.bitrate)
    throw badRequest(`${rate}/bitrate: is a required property`);
  if (
    settings.framerateControl === 'SPECIFIED' &&
    !(settings.framerateNumerator && settings.framerateDenominator)
  )
    throw badRequest(`${rate}/framerateNumerator: is required with framerateDenominator when SPECIFIED`);
  if (settings.parControl === 'SPECIFIED' && !(settings.parNumerator && settings.parDenominator))
    throw badRequest(`${rate}/parNumerator: is required with parDenominator when SPECIFIED`);
}

/** The settings of the codec that an output is encoded in, and the member that holds them. */
export function encoderSettings(
  codec: NonNullable<VideoDescription['codecSettings']>,
): readonly ['h264Settings' | 'h265Settings' | 'av1Settings', EncoderSettings] {
  if (codec.codec === 'H_265') return ['h265Settings', codec.h265Settings ?? {}];
  if (codec.codec === 'AV1') return ['av1Settings', { rateControlMode: 'QVBR', ...codec.av1Settings }];
  return ['h264Settings', codec.h264Settings ?? {}];
}

/** Pictures are scaled from one another, so that all of them have one space of colours. */
function validateColors(outputs: readonly Output[]): void {
  const conversions = outputs.flatMap(({ videoDescription }) =>
    videoDescription
      ? [videoDescription.videoPreprocessors?.colorCorrector?.colorSpaceConversion ?? 'NONE']
      : [],
  );
  if (new Set(conversions).size > 1)
    throw badRequest(
      '/outputGroups: All outputs must have the same colorCorrector/colorSpaceConversion here.',
    );
}
