import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { withoutNetwork } from './no-network.ts';

/**
 * Runs under `sh` as its own process group, at the lowest priority so that requests go first. Standard
 * input of the shell is a pipe that only this process holds: when this process ends, however it ends, the
 * pipe closes and the waiting `read` kills the tool, so that no encoder outlives the runtime. The tool
 * itself reads nothing: ffmpeg would take bytes on its standard input for commands.
 */
const GUARD = `
exec 3<&0 0</dev/null
cpu=$1 memory=$2 file=$3
shift 3
ulimit -c 0
ulimit -n 512
ulimit -t "$cpu"
ulimit -f "$file"
# Not every system can bound the address space; there the wall clock has to do.
ulimit -v "$memory" 2>/dev/null || :
nice -n 19 "$@" 3<&- &
tool=$!
{ read -r line; kill -KILL "$tool"; } <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$tool"
code=$?
kill -KILL "$guard" 2>/dev/null
exit "$code"
`;

const GIB = 1024 ** 3;
/** Of address space: a ladder of 4K pictures takes some 3 GB, x265's and SVT-AV1's threads reserve more. */
const MEMORY_BYTES = 12 * GIB;
/** More than any one output of a film. */
const FILE_BYTES = 64 * GIB;
/** In which `ulimit -f` counts. */
const BLOCK_BYTES = 512;

export interface ToolResult {
  /** 0 for success; above 128 for a tool that a signal ended. */
  readonly code: number;
  /** The last part of what the tool said on standard error. */
  readonly complaint: string;
  readonly timedOut: boolean;
}

export interface ToolOptions {
  readonly directory: string;
  /** Milliseconds of wall clock after which the whole group is killed. */
  readonly limit: number;
  /** The most address space it may have. */
  readonly memoryBytes?: number;
  /** The largest file it may write. */
  readonly fileBytes?: number;
  readonly signal?: AbortSignal;
  readonly onOutput: (text: string) => void;
}

const COMPLAINT_CHARACTERS = 4000;

/** What a shell answers for a program that is not executable, or not there. */
const NOT_RUN: ReadonlySet<number> = new Set([126, 127]);

/** Runs a media tool to its end. Rejects only when it cannot be started at all. */
export async function runTool(
  tool: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<ToolResult> {
  const { limit, memoryBytes = MEMORY_BYTES, fileBytes = FILE_BYTES } = options;
  const command = [...(await withoutNetwork()), tool, ...args];
  return new Promise((resolve, reject) => {
    // All cores at work for the whole time that it may take.
    const cpuSeconds = Math.ceil(limit / 1000) * availableParallelism();
    const limits = [cpuSeconds, memoryBytes / 1024, fileBytes / BLOCK_BYTES].map((most) => String(most));
    const child = spawn('/bin/sh', ['-c', GUARD, 'sh', ...limits, ...command], {
      cwd: options.directory,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    let complaint = '';
    let timedOut = false;
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        // The group has just ended by itself.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, limit);
    options.signal?.addEventListener('abort', kill);
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdout.setEncoding('utf8').on('data', options.onOutput);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT_CHARACTERS);
    });
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      if (code !== null && NOT_RUN.has(code)) reject(new Error(`${tool} cannot be run: ${complaint.trim()}`));
      else resolve({ code: code ?? 137, complaint, timedOut });
    });
    if (options.signal?.aborted) kill();
  });
}
