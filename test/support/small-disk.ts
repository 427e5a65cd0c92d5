import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system of its own: to be full without anybody else's disk being full. */
export interface SmallDisk {
  /** Where it is for the processes that are started inside. */
  readonly directory: string;
  /** The same from outside. SQLite cannot work there: it follows the link of the holder to its end. */
  readonly fromOutside: string;
  /** The command that starts another one inside. */
  readonly inside: readonly string[];
  /** Takes all that is left of it. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Takes it away with all that it holds. */
  remove(): Promise<void>;
}

const MEBIBYTE = 2 ** 20;
const FILLER = 'filler';

/**
 * Mounts it in a mount namespace of its own, which ends with the process that holds it: nothing stays behind, even
 * when the test is killed. Root may do that, and anybody else as the root of a user namespace.
 */
export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const directory = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const isRoot = process.getuid?.() === 0;
  const mount = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo mounted && exec cat';
  const holder = spawn(
    'unshare',
    [isRoot ? '-m' : '-rm', 'sh', '-c', mount, 'sh', `${mebibytes}m`, directory],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  const ended = new Promise<void>((resolve) => holder.on('close', () => resolve()));
  const mounted = new Promise<void>((resolve) => holder.stdout.on('data', () => resolve()));
  holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  holder.on('error', ({ message }) => (said += message));
  await Promise.race([mounted, ended]);
  if (said !== '') {
    rmSync(directory, { recursive: true });
    throw new Error(
      `This test needs a small file system, and this machine lets nobody make one: it takes root with CAP_SYS_ADMIN, ` +
        `or unprivileged user namespaces ("unshare -rm"). What was said: ${said.trim()}`,
    );
  }

  const fromOutside = join('/proc', String(holder.pid), 'root', directory);
  const filler = join(fromOutside, FILLER);
  const namespaces = isRoot ? ['--mount'] : ['--user', '--preserve-credentials', '--mount'];
  return {
    ...{ directory, fromOutside },
    inside: ['nsenter', '--target', String(holder.pid), ...namespaces],
    fill: () => takeAll(filler),
    free: () => rmSync(filler),
    async remove() {
      holder.stdin.end();
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

function takeAll(path: string): void {
  const file = openSync(path, 'a');
  try {
    // In ever smaller pieces, down to the last byte.
    for (let size = MEBIBYTE; size >= 1; size = Math.floor(size / 4))
      for (let written = size; written === size;) written = writeSome(file, size);
  } finally {
    closeSync(file);
  }
}

/** How many bytes had room. */
function writeSome(file: number, size: number): number {
  try {
    return writeSync(file, Buffer.alloc(size));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return 0;
    throw error;
  }
}
