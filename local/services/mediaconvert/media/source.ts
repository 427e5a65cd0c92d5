import { JobError } from '../jobs/job-error.ts';
import { constantRate, FASTEST, rational, valueOf, type Rational } from './rational.ts';

/** What ffprobe found in an input file, reduced to what jobs and probes need. */
export interface Source {
  /** ffprobe's format name, for example `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** The `major_brand` of an ISO file (`qt  `, `isom`, …). */
  readonly brand?: string;
  /** Seconds. */
  readonly duration?: number;
  /** Bits a second. */
  readonly bitRate?: number;
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
  /** What no job uses: further pictures, tracks that cannot be read, subtitles, time codes. */
  readonly others: readonly OtherTrack[];
}

export interface OtherTrack {
  readonly index: number;
  readonly kind: 'video' | 'audio' | 'data';
  readonly codec: string;
  readonly encrypted?: true;
  /** What the header says of a picture's size, however impossible. */
  readonly size?: { readonly width: number; readonly height: number };
}

interface Track {
  /** Index of the stream in the file, from 0. */
  readonly index: number;
  readonly codec: string;
  /** Nobody can decode it without its key. */
  readonly encrypted?: true;
  readonly fourCC?: string;
  /** Seconds, where the container says so for each track. */
  readonly duration?: number;
  readonly bitRate?: number;
  readonly language?: string;
}

export interface VideoTrack extends Track {
  /** Coded size, before rotation. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees that a player turns the picture by: 0, 90, 180 or 270. */
  readonly rotation: number;
  readonly pixelAspect: Rational;
  /** That it is encoded at. */
  readonly frameRate: Rational;
  /** What the file says, where that is faster than anything that is made of it. */
  readonly statedRate?: Rational;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly interlaced: boolean;
  readonly profile?: string;
  readonly color: { readonly primaries?: string; readonly transfer?: string; readonly matrix?: string };
}

export interface AudioTrack extends Track {
  readonly channels: number;
  readonly channelLayout?: string;
  readonly sampleRate: number;
}

interface ProbedStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly codec_tag_string?: string;
  readonly profile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly sample_aspect_ratio?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly field_order?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly color_space?: string;
  readonly bits_per_raw_sample?: string;
  readonly duration?: string;
  readonly bit_rate?: string;
  readonly channels?: number;
  readonly channel_layout?: string;
  readonly sample_rate?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

/** The JSON of `ffprobe -show_format -show_streams`. */
export interface Probed {
  readonly format?: {
    readonly format_name?: string;
    readonly duration?: string;
    readonly bit_rate?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
  readonly streams?: readonly ProbedStream[];
}

const positive = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : undefined;
};

/** Still pictures open as a video of one frame in ffmpeg; the service takes none of them as an input. */
const isPicture = (format: string) => /_pipe$|^image2|^gif$|^apng$/.test(format);

/** The cover of a song is no film. */
const isPictureTrack = (stream: ProbedStream) =>
  stream.codec_type === 'video' && !stream.disposition?.attached_pic;

/** The streams that are moving pictures. */
export const picturesOf = ({ streams = [] }: Probed) => streams.filter(isPictureTrack);

/** Whether it is of the family of MP4 and MOV. */
export const isoFormat = ({ format }: Probed) => /^mov/.test(format?.format_name ?? '');

const NONE: ReadonlySet<number> = new Set();

/**
 * `locked`: the tracks that are encrypted. Throws error 1010, with the service's text, for a file that holds neither
 * video nor sound.
 */
export function sourceOf(probed: Probed, uri: string, locked: ReadonlySet<number> = NONE): Source {
  const format = probed.format?.format_name ?? '';
  const streams = probed.streams ?? [];
  const video = picturesOf(probed).find(({ codec_name, width, height }) => codec_name && width && height);
  const audio = streams.filter(({ codec_type, channels }) => codec_type === 'audio' && (channels ?? 0) > 0);
  const used = new Set([video, ...audio]);
  const others = streams
    .filter((stream) => !used.has(stream) && !stream.disposition?.attached_pic)
    .map((stream) => otherTrack(stream, locked));
  const isMedia = video || audio.length > 0 || others.some(({ kind }) => kind !== 'data');
  if (isPicture(format) || !isMedia) throw unreadable(uri);
  const duration = positive(probed.format?.duration);
  const bitRate = positive(probed.format?.bit_rate);
  const brand = probed.format?.tags?.['major_brand'];
  return {
    format,
    ...(brand && { brand }),
    ...(duration && { duration }),
    ...(bitRate && { bitRate }),
    ...(video && { video: videoTrack(video, locked) }),
    audio: audio.map((stream) => ({
      ...track(stream, locked),
      channels: stream.channels ?? 0,
      ...(stream.channel_layout && { channelLayout: stream.channel_layout }),
      sampleRate: Number(stream.sample_rate) || 0,
    })),
    others,
  };
}

/** The service's text for an input that no demuxer recognises (text, zero bytes, no `moov`). */
export const unreadable = (uri: string) =>
  new JobError(
    1010,
    `Unable to open input file [${uri}]: [Failed probe/open: [No parser found for container]]`,
  );

/** The service's error for content that must be unlocked first. */
export function expectUnlocked({ video, audio }: Source, uri: string): void {
  if (video?.encrypted || audio.some(({ encrypted }) => encrypted))
    throw new JobError(1030, `The input file [${uri}] is encrypted, and there is no key for it.`);
}

function otherTrack(stream: ProbedStream, locked: ReadonlySet<number>): OtherTrack {
  const { index, codec_type: type, codec_name: codec = 'unknown', width, height } = stream;
  return {
    index,
    kind: type === 'video' || type === 'audio' ? type : 'data',
    codec,
    ...(locked.has(index) && { encrypted: true }),
    ...(width && height && { size: { width, height } }),
  };
}

function track(stream: ProbedStream, locked: ReadonlySet<number>): Track {
  const duration = positive(stream.duration);
  const bitRate = positive(stream.bit_rate);
  const tag = stream.codec_tag_string;
  const language = stream.tags?.['language'];
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    ...(locked.has(stream.index) && { encrypted: true }),
    ...(tag && !tag.includes('[') && { fourCC: tag }),
    ...(duration && { duration }),
    ...(bitRate && { bitRate }),
    ...(language && { language }),
  };
}

function videoTrack(stream: ProbedStream, locked: ReadonlySet<number>): VideoTrack {
  const pixelFormat = stream.pix_fmt ?? '';
  const average = rational(stream.avg_frame_rate);
  const base = rational(stream.r_frame_rate);
  const stated = average ?? base;
  const depth = Number(stream.bits_per_raw_sample) || Number(/p(\d\d)(?:le|be)$/.exec(pixelFormat)?.[1]) || 8;
  return {
    ...track(stream, locked),
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    rotation: rotationOf(stream),
    pixelAspect: rational(stream.sample_aspect_ratio) ?? { numerator: 1, denominator: 1 },
    frameRate: constantRate(average, base),
    ...(stated && valueOf(stated) > FASTEST && { statedRate: stated }),
    pixelFormat,
    bitDepth: depth,
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    ...(stream.profile && { profile: stream.profile }),
    color: {
      ...(stream.color_primaries && { primaries: stream.color_primaries }),
      ...(stream.color_transfer && { transfer: stream.color_transfer }),
      ...(stream.color_space && { matrix: stream.color_space }),
    },
  };
}

/** The display matrix counts anticlockwise; anything but a quarter turn counts as none, as in the service. */
function rotationOf(stream: ProbedStream): number {
  const degrees = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const clockwise = ((Math.round(-degrees) % 360) + 360) % 360;
  return clockwise % 90 === 0 ? clockwise : 0;
}
