import { valueOf, type Rational } from '../media/rational.ts';
import type { Size } from '../plan/geometry.ts';
import { uri } from './media-playlist.ts';

/** Bits a second. */
interface Bandwidth {
  readonly average: number;
  readonly peak: number;
}

export interface VideoVariant {
  readonly playlist: string;
  readonly bandwidth: Bandwidth;
  /** RFC 6381 names of what the variant's own segments hold. */
  readonly codecs: readonly string[];
  readonly size: Size;
  readonly frameRate: Rational;
  /** Comma-separated audio groups; absent: every group. */
  readonly audioGroups?: string;
  readonly iFrames?: { readonly playlist: string; readonly bandwidth: Bandwidth };
}

export interface AudioRendition {
  readonly playlist: string;
  readonly bandwidth: Bandwidth;
  readonly codec: string;
  readonly channels: number;
  readonly group?: string;
  readonly name?: string;
  readonly language?: string;
  readonly trackType?: string;
}

/** Sheets of small pictures, each of this size. */
export interface ImageStream {
  readonly playlist: string;
  readonly bandwidth: Bandwidth;
  readonly size: Size;
}

const attributes = (values: readonly (readonly [string, string | number | undefined])[]): string =>
  values.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(',');
const quoted = (value: string | undefined) => (value === undefined ? undefined : `"${value}"`);

interface NamedAudio extends AudioRendition {
  readonly group: string;
}

/**
 * The playlist of a whole group. ffmpeg's own has neither FRAME-RATE nor AVERAGE-BANDWIDTH and a guessed
 * BANDWIDTH; here they are measured. A variant's bandwidth counts the sound that plays beside it.
 */
export function masterPlaylist(
  videos: readonly VideoVariant[],
  audios: readonly AudioRendition[],
  options: { readonly resolution: boolean; readonly images?: readonly ImageStream[] },
): string {
  const isVariant = (audio: AudioRendition) =>
    videos.length === 0 || audio.trackType === 'AUDIO_ONLY_VARIANT_STREAM';
  const alternates = audios
    .filter((audio) => !isVariant(audio))
    .map((audio, index): NamedAudio => ({ ...audio, group: audio.group ?? `program_audio_${index}` }));
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...alternates.map((audio, index) => mediaTag(audio, alternates, index)),
    ...videos.flatMap((video) => videoTags(video, alternates, options.resolution)),
    ...audios.filter(isVariant).flatMap(audioTags),
    ...videos.flatMap((video) => iFrameTags(video, options.resolution)),
    ...(options.images ?? []).map(imageTag),
    '',
  ].join('\n');
}

function mediaTag(audio: NamedAudio, all: readonly NamedAudio[], index: number): string {
  const preferred = all.find((other) => other.trackType === 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT') ?? all[0];
  const list = attributes([
    ['TYPE', 'AUDIO'],
    ['GROUP-ID', quoted(audio.group)],
    ['LANGUAGE', quoted(audio.language)],
    ['NAME', quoted(audio.name ?? audio.language ?? `Audio ${index + 1}`)],
    [
      'AUTOSELECT',
      audio.trackType === 'ALTERNATE_AUDIO_NOT_AUTO_SELECT' && audio !== preferred ? 'NO' : 'YES',
    ],
    ['DEFAULT', audio === preferred ? 'YES' : 'NO'],
    ['CHANNELS', quoted(String(audio.channels))],
    ['URI', quoted(uri(audio.playlist))],
  ]);
  return `#EXT-X-MEDIA:${list}`;
}

/** One entry for each audio group that the variant can play with, or a single one without any. */
function videoTags(video: VideoVariant, alternates: readonly NamedAudio[], resolution: boolean): string[] {
  const wanted = video.audioGroups?.split(',').map((group) => group.trim());
  const groups = [...new Set(alternates.map(({ group }) => group))].filter(
    (group) => !wanted || wanted.includes(group),
  );
  return (groups.length > 0 ? groups : [undefined]).flatMap((group) => {
    const beside = alternates.filter((audio) => audio.group === group);
    const loudest = (kind: 'peak' | 'average') =>
      Math.max(0, ...beside.map((audio) => audio.bandwidth[kind]));
    return variant(video.playlist, [
      ['BANDWIDTH', video.bandwidth.peak + loudest('peak')],
      ['AVERAGE-BANDWIDTH', video.bandwidth.average + loudest('average')],
      ['CODECS', quoted([...new Set([...video.codecs, ...beside.map(({ codec }) => codec)])].join(','))],
      ['RESOLUTION', resolution ? `${video.size.width}x${video.size.height}` : undefined],
      ['FRAME-RATE', valueOf(video.frameRate).toFixed(3)],
      ['AUDIO', quoted(group)],
    ]);
  });
}

/** Key frames alone: their own bytes count, and of the codecs the picture's. */
const iFrameTags = ({ iFrames, codecs, size }: VideoVariant, resolution: boolean): string[] =>
  iFrames
    ? [
        `#EXT-X-I-FRAME-STREAM-INF:${attributes([
          ['BANDWIDTH', iFrames.bandwidth.peak],
          ['AVERAGE-BANDWIDTH', iFrames.bandwidth.average],
          ['CODECS', quoted(codecs[0])],
          ['RESOLUTION', resolution ? `${size.width}x${size.height}` : undefined],
          ['URI', quoted(uri(iFrames.playlist))],
        ])}`,
      ]
    : [];

const imageTag = ({ playlist, bandwidth, size }: ImageStream): string =>
  `#EXT-X-IMAGE-STREAM-INF:${attributes([
    ['BANDWIDTH', bandwidth.peak],
    ['RESOLUTION', `${size.width}x${size.height}`],
    ['CODECS', quoted('jpeg')],
    ['URI', quoted(uri(playlist))],
  ])}`;

const audioTags = (audio: AudioRendition): string[] =>
  variant(audio.playlist, [
    ['BANDWIDTH', audio.bandwidth.peak],
    ['AVERAGE-BANDWIDTH', audio.bandwidth.average],
    ['CODECS', quoted(audio.codec)],
  ]);

const variant = (playlist: string, values: Parameters<typeof attributes>[0]): string[] => [
  `#EXT-X-STREAM-INF:${attributes(values)}`,
  uri(playlist),
];
