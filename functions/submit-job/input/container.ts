import { fileTypeFromBuffer } from 'file-type';
import type { FailureReason } from '../../../model/failures.ts';
import { hasSubtitles } from './avi.ts';

/**
 * The containers that a job may be given; whatever else a file says of itself. Playlists, session descriptions and other
 * texts are not among them: what reads such a file follows what it names. Neither are pictures.
 */
const CONTAINERS: ReadonlySet<string> = new Set([
  ...['video/mp4', 'video/x-m4v', 'audio/mp4', 'audio/x-m4a', 'video/quicktime', 'video/3gpp', 'video/3gpp2'],
  ...['video/matroska', 'video/webm', 'video/vnd.avi', 'application/mxf'],
  ...['video/mp2t', 'video/mpeg', 'video/MP1S', 'video/MP2P'],
  ...['video/ogg', 'audio/ogg', 'audio/ogg; codecs=opus', 'application/ogg'],
  ...['video/x-ms-asf', 'audio/x-ms-asf', 'application/vnd.ms-asf'],
  ...['audio/mpeg', 'audio/aac', 'audio/flac', 'audio/wav', 'audio/vnd.dolby.dd-raw'],
]);

/** More tags than this in front of a sound file are somebody's idea of a joke. */
const TAGS_MAX = 4;

/**
 * Why a file is refused by its first bytes; undefined when it may be probed. Its name and what its sender called it do not
 * matter. `read` gives the bytes from a place on.
 */
export async function containerFault(
  read: (from: number) => Promise<Uint8Array>,
): Promise<FailureReason | undefined> {
  let from = 0;
  for (let tags = 0; tags <= TAGS_MAX; tags++) {
    const bytes = await read(from);
    const tag = tagLength(bytes);
    if (tag === 0) return judge(bytes);
    from += tag;
  }
  return 'NOT_A_VIDEO';
}

async function judge(bytes: Uint8Array): Promise<FailureReason | undefined> {
  const { mime = '' } = (await fileTypeFromBuffer(bytes)) ?? {};
  if (mime === 'video/vnd.avi' && hasSubtitles(bytes)) return 'UNSUPPORTED_CODEC';
  if (CONTAINERS.has(mime)) return undefined;
  return /^(video|audio)\//.test(mime) ? 'UNSUPPORTED_CODEC' : 'NOT_A_VIDEO';
}

const TAG_HEAD = 10;

/** Bytes of the ID3 tag that a file begins with: cover pictures make it longer than what is read at once. */
function tagLength(bytes: Uint8Array): number {
  if (bytes.length < TAG_HEAD || Buffer.from(bytes.subarray(0, 3)).toString('latin1') !== 'ID3') return 0;
  const length = bytes.subarray(6, TAG_HEAD).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  const hasFoot = (bytes[5]! & 0x10) !== 0;
  return TAG_HEAD + length + (hasFoot ? TAG_HEAD : 0);
}
