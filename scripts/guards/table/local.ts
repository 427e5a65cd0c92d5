import { guards } from '../guard.ts';

const MEDIA = 'local/services/mediaconvert/media';
const PROCESS = `${MEDIA}/guarded-process.test.ts`;
const HOSTILE = `${MEDIA}/hostile.test.ts`;

/** What the one-machine AWS gives to ffmpeg reads one file, and takes no more of the machine than it may. */
export const LOCAL = [
  ...guards(`${MEDIA}/input-guard.ts`, HOSTILE, {
    'ffmpeg opens containers of a list': [
      "'-format_whitelist', DEMUXERS",
      "'-format_whitelist', `${DEMUXERS},hls,concat`",
      /is no media file/,
    ],
    'ffmpeg opens files and no addresses': [
      "'-protocol_whitelist', 'file',",
      "'-protocol_whitelist', 'file,http,tcp',",
      /is not even asked for/,
    ],
    'ffmpeg decodes codecs of a list': [
      "...['-codec_whitelist', DECODERS.join(',')],",
      '',
      /has a codec named/,
    ],
    'ffmpeg unpacks no picture of any size': [
      "'-max_pixels', String(MOST_PIXELS), ",
      '',
      /larger than the limit/,
    ],
    'ffmpeg follows no number of streams': [
      "'-max_streams', String(MOST_STREAMS)",
      "'-max_streams', '100000'",
      /has its tracks counted/,
    ],
  }),
  ...guards(`${MEDIA}/guarded-process.ts`, HOSTILE, {
    'a tool has no network': ['...(await withoutNetwork()), ', '', /reaches no network/],
  }),
  ...guards(`${MEDIA}/guarded-process.ts`, PROCESS, {
    'a tool ends in time': ['timedOut = true;\n      kill();', 'timedOut = true;'],
    'a tool ends with all that it started': [
      "process.kill(-child.pid, 'SIGKILL')",
      "process.kill(child.pid, 'SIGKILL')",
    ],
    'a tool writes no file of any size': ['ulimit -f "$file"', ':'],
    'a tool takes no memory of any size': ['ulimit -v "$memory" 2>/dev/null || :', ':'],
    'a tool takes no processor for ever': ['ulimit -t "$cpu"', ':'],
    'requests go before tools': ['nice -n 19 "$@"', '"$@"'],
  }),
];
