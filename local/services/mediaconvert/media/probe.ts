import { encryptedTracks } from './encrypted-tracks.ts';
import { runTool, type ToolResult } from './guarded-process.ts';
import { BEYOND_GUARD, GUARDED_HEADER, GUARDED_INPUT } from './input-guard.ts';
import { isoFormat, picturesOf, sourceOf, unreadable, type Probed, type Source } from './source.ts';

export { GUARDED_INPUT } from './input-guard.ts';

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
  // A file of 500 tracks, or of a codec that nobody may decode here, or with pictures too large for any memory:
  // what its header says of them is enough to refuse it by its name.
  if (BEYOND_GUARD.test(answer.complaint) || picturesOf(answer.probed).some(({ width }) => !width))
    answer = await look(GUARDED_HEADER);
  if (answer.code !== 0) throw unreadable(file.uri);
  const locked = isoFormat(answer.probed) ? await encryptedTracks(file.path) : new Set<number>();
  return sourceOf(answer.probed, file.uri, locked);
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
