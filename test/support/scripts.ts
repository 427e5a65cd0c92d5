import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outputs } from './stack.ts';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of `scripts/` on a running stack, to its end. */
export async function runScript(name: string, args: readonly string[], outputs: Outputs): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'script-'));
  const path = join(directory, 'outputs.json');
  try {
    await writeFile(path, JSON.stringify(outputs));
    return await new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [join(scripts, name), ...args],
        { env: { ...process.env, PLAYHEAD_OUTPUTS: path } },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}
