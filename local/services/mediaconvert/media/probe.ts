import { runTool } from './guarded-process.ts';
import { sourceOf, unreadable, type Probed, type Source } from './source.ts';

/**
 * Files that a stranger sent are opened by these demuxers and by no other: playlists, `concat`, session
 * descriptions, device and picture inputs can all be made to read other files or the network.
 */
const DEMUXERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,wav,mp3,aac,ac3,eac3,flac,asf,mxf,aiff,amr';

/** 8192 × 8192: a picture that unpacks to more is refused before its memory is asked for. */
const MOST_PIXELS = 8192 * 8192;

/** Options that go before every `-i` of a file that is not our own. */
export const GUARDED_INPUT: readonly string[] = [
  ...['-protocol_whitelist', 'file'],
  ...['-format_whitelist', DEMUXERS],
  ...['-max_pixels', String(MOST_PIXELS)],
];

const PROBE_LIMIT = 60_000;
/** Characters that ffprobe may say of a file: some thousands of tracks. */
const MOST_OUTPUT = 4_000_000;

/** Runs ffprobe on a local file. Throws error 1010 when it is no media file; `uri` is what the error names. */
export async function probeFile(
  ffprobe: string,
  file: {
    readonly path: string;
    readonly uri: string;
    readonly directory: string;
    readonly signal?: AbortSignal;
  },
): Promise<Source> {
  let output = '';
  const verbose = new AbortController();
  const signal = AbortSignal.any([verbose.signal, ...(file.signal ? [file.signal] : [])]);
  const { code } = await runTool(
    ffprobe,
    [
      ...['-v', 'error', ...GUARDED_INPUT, '-print_format', 'json'],
      ...['-show_format', '-show_streams', '-i', `file:${file.path}`],
    ],
    {
      directory: file.directory,
      limit: PROBE_LIMIT,
      signal,
      onOutput(text) {
        output += text;
        if (output.length > MOST_OUTPUT) verbose.abort();
      },
    },
  );
  if (code !== 0) throw unreadable(file.uri);
  return sourceOf(JSON.parse(output) as Probed, file.uri);
}
