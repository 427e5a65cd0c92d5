import { encryptedTracks } from './encrypted-tracks.ts';
import { runTool, type ToolResult } from './guarded-process.ts';
import { BEYOND_GUARD, GUARDED_HEADER, GUARDED_INPUT } from './input-guard.ts';
import { isoFormat, picturesOf, sourceOf, unreadable, type Probed, type Source } from './source.ts';

/** Describing a file takes a tenth of a second and some megabytes; ffprobe writes no file at all. */
const LIMITS = { limit: 30_000, memoryBytes: 4 * 1024 ** 3, fileBytes: 0 };
/** Characters that ffprobe may say of a file: some thousands of tracks. */
const MOST_OUTPUT = 4_000_000;

const STREAM =
  'index,codec_type,codec_name,codec_tag_string,profile,width,height,pix_fmt,sample_aspect_ratio,avg_frame_rate,' +
  'r_frame_rate,field_order,color_primaries,color_transfer,color_space,bits_per_raw_sample,duration,bit_rate,' +
  'channels,channel_layout,sample_rate';
const SHOWN = [
  `stream=${STREAM}:stream_disposition=attached_pic:stream_tags=language:stream_side_data=rotation`,
  'format=format_name,duration,bit_rate:format_tags=major_brand',
].join(':');

export interface ProbedFile {
  readonly path: string;
  /** What errors call it. */
  readonly uri: string;
  readonly directory: string;
  readonly signal?: AbortSignal;
}

/** Runs ffprobe on a local file. Throws error 1010 when it is no media file. */
export async function probeFile(ffprobe: string, file: ProbedFile): Promise<Source> {
  const look = (guard: readonly string[]) => ask(ffprobe, guard, file);
  let answer = await look(GUARDED_INPUT);
  // What the header says of 500 tracks, or of a codec that nobody may decode here, is enough to refuse them by name.
  if (BEYOND_GUARD.test(answer.complaint)) answer = await look(GUARDED_HEADER);
  if (answer.code !== 0) throw unreadable(file.uri);
  const locked = isoFormat(answer.probed) ? await encryptedTracks(file.path) : new Set<number>();
  return sourceOf(withImpossibleSize(answer.probed, answer.complaint), file.uri, locked);
}

/** A picture too large for any memory has no size in the answer, but ffprobe complains of it. */
function withImpossibleSize(probed: Probed, complaint: string): Probed {
  const [, width, height] = (/Picture size (\d+)x(\d+) (?:is invalid|exceeds)/.exec(complaint) ?? []).map(
    Number,
  );
  if (!width || !height) return probed;
  const pictures = picturesOf(probed);
  const streams = probed.streams?.map((stream) =>
    pictures.includes(stream) && !stream.width ? { ...stream, width, height } : stream,
  );
  return { ...probed, ...(streams && { streams }) };
}

async function ask(
  ffprobe: string,
  guard: readonly string[],
  file: ProbedFile,
): Promise<ToolResult & { readonly probed: Probed }> {
  let output = '';
  const verbose = new AbortController();
  const result = await runTool(
    ffprobe,
    ['-v', 'error', ...guard, '-print_format', 'json', '-show_entries', SHOWN, '-i', `file:${file.path}`],
    {
      ...LIMITS,
      directory: file.directory,
      signal: AbortSignal.any([verbose.signal, ...(file.signal ? [file.signal] : [])]),
      onOutput(text) {
        output += text;
        if (output.length > MOST_OUTPUT) verbose.abort();
      },
    },
  );
  return { ...result, probed: result.code === 0 ? (JSON.parse(output) as Probed) : {} };
}
