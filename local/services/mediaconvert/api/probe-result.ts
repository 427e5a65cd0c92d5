import { serviceCodec } from '../media/codec-names.ts';
import { valueOf, type Rational } from '../media/rational.ts';
import type { AudioTrack, OtherTrack, Source, VideoTrack } from '../media/source.ts';

/** What S3 knows of the file. */
interface FileFacts {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
}

const FORMATS: readonly (readonly [RegExp, string, string])[] = [
  [/^mov|mp4/, 'mp4', 'video/mp4'],
  [/matroska|webm/, 'matroska', 'video/x-matroska'],
  [/^mpegts/, 'mpegts', 'video/mp2t'],
  [/^mpeg/, 'mpegps', 'video/mpeg'],
  [/^avi/, 'avi', 'video/x-msvideo'],
  [/^asf/, 'asf', 'video/x-ms-asf'],
  [/^mxf/, 'mxf', 'application/mxf'],
  [/^ogg/, 'ogg', 'application/ogg'],
  [/^wav/, 'wave', 'audio/wav'],
  [/^mp3/, 'mp3', 'audio/mpeg'],
  [/^aac/, 'aac', 'audio/aac'],
  [/^flac/, 'flac', 'audio/flac'],
  [/^eac3/, 'eac3', 'audio/eac3'],
  [/^ac3/, 'ac3', 'audio/ac3'],
];

/** The service's `Format` and a MIME type; `undefined` for containers that it has no word for. */
function formatOf(source: Source): readonly [string, string] | undefined {
  if (source.brand?.startsWith('qt')) return ['quicktime', 'video/quicktime'];
  if (source.brand?.startsWith('3gp')) return ['three_gp', 'video/3gpp'];
  if (source.brand?.startsWith('3g2')) return ['three_g2', 'video/3gpp2'];
  if (source.format.includes('webm') && webCodecs(source)) return ['webm', 'video/webm'];
  const found = FORMATS.find(([pattern]) => pattern.test(source.format));
  return found && [found[1], found[2]];
}

/** ffprobe names Matroska and WebM alike; WebM is the one with these codecs only. */
const webCodecs = ({ video, audio }: Source) =>
  [video?.codec, ...audio.map((track) => track.codec)].every(
    (codec) => codec === undefined || ['vp8', 'vp9', 'av1', 'opus', 'vorbis'].includes(codec),
  );

/** One `ProbeResult` in the wire's camelCase. */
export function probeResult(source: Source, file: FileFacts): Record<string, unknown> {
  const [format, mimeType] = formatOf(source) ?? [];
  const tracks = [
    ...(source.video ? [videoTrack(source.video)] : []),
    ...source.audio.map(audioTrack),
    ...source.others.map(otherTrack),
  ];
  const indexes = (type: string) =>
    tracks.filter(({ trackType }) => trackType === type).map(({ index }) => index);
  return {
    container: {
      ...(format && { format }),
      ...(source.duration && { duration: source.duration }),
      ...(source.bitRate && { bitRate: source.bitRate }),
      tracks: tracks.sort((a, b) => a.index - b.index),
    },
    metadata: {
      eTag: file.etag.replaceAll('"', ''),
      fileSize: file.size,
      lastModified: Math.floor(file.lastModified.getTime() / 1000),
      ...(mimeType && { mimeType }),
    },
    trackMappings: [
      {
        videoTrackIndexes: indexes('video'),
        audioTrackIndexes: indexes('audio'),
        dataTrackIndexes: indexes('data'),
      },
    ],
  };
}

/** Of a track that is locked nobody can say what is in it. */
const codecOf = ({ codec, encrypted }: { readonly codec: string; readonly encrypted?: true }) =>
  encrypted ? {} : { codec: serviceCodec(codec, 'probe') };

const otherTrack = (track: OtherTrack) => ({
  index: track.index + 1,
  trackType: track.kind,
  ...codecOf(track),
  ...(track.kind === 'video' && track.size && { videoProperties: track.size }),
});

/** Tracks count from 1. */
function videoTrack(track: VideoTrack) {
  const display = ratio(track.width * valueOf(track.pixelAspect), track.height);
  return {
    index: track.index + 1,
    trackType: 'video',
    ...codecOf(track),
    ...(track.duration && { duration: track.duration }),
    videoProperties: {
      width: track.width,
      height: track.height,
      frameRate: track.statedRate ?? track.frameRate,
      bitDepth: track.bitDepth,
      ...(track.bitRate && { bitRate: track.bitRate }),
      rotation: track.rotation,
      displayAspectRatio: display,
      sampleAspectRatio: track.pixelAspect,
      colorPrimaries: named(PRIMARIES, track.color.primaries),
      transferCharacteristics: named(TRANSFERS, track.color.transfer),
      matrixCoefficients: named(MATRICES, track.color.matrix),
      codecMetadata: {
        ...(track.profile && { profile: track.profile }),
        width: track.width,
        height: track.height,
        bitDepth: track.bitDepth,
        scanType: track.interlaced ? 'interlaced' : 'progressive',
      },
    },
  };
}

function audioTrack(track: AudioTrack) {
  return {
    index: track.index + 1,
    trackType: 'audio',
    ...codecOf(track),
    ...(track.duration && { duration: track.duration }),
    audioProperties: {
      channels: track.channels,
      sampleRate: track.sampleRate,
      ...(track.bitRate && { bitRate: track.bitRate }),
      ...(track.channelLayout && { channelLayout: track.channelLayout }),
      ...(track.language && { languageCode: track.language }),
    },
  };
}

function ratio(width: number, height: number): Rational {
  const [numerator, denominator] = [Math.round(width), Math.round(height)];
  let [a, b] = [numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

const named = (names: Readonly<Record<string, string>>, name: string | undefined) =>
  names[name ?? ''] ?? 'UNSPECIFIED';

const PRIMARIES = {
  bt709: 'ITU_709',
  bt2020: 'ITU_2020',
  bt470m: 'ITU_470M',
  bt470bg: 'ITU_470BG',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  smpte431: 'SMPTE_431_2',
  smpte432: 'SMPTE_EG_432_1',
  film: 'GENERIC_FILM',
};

const TRANSFERS = {
  bt709: 'ITU_709',
  'bt2020-10': 'ITU_2020_10bit',
  'bt2020-12': 'ITU_2020_12bit',
  smpte2084: 'SMPTE_2084',
  'arib-std-b67': 'ARIB_B67',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  bt470m: 'ITU_470M',
  bt470bg: 'ITU_470BG',
  linear: 'LINEAR',
  'iec61966-2-1': 'IEC_61966_2_1',
};

const MATRICES = {
  bt709: 'ITU_709',
  bt2020nc: 'ITU_2020_NCL',
  bt2020c: 'ITU_2020_CL',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  bt470bg: 'ITU_470BG',
  gbr: 'RGB',
  fcc: 'FCC',
};
