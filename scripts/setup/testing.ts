import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.mjs';

/** A machine made of a folder: nothing installed but what a test puts there, as real shell scripts. */
export interface TestMachine {
  readonly machine: Machine;
  /** What the set-up said. */
  readonly lines: string[];
  /** Writes an executable shell script, by default into the one folder of the machine's PATH. */
  program(name: string, script: string, folder?: string): string;
  file(path: string, text: string): string;
  dispose(): void;
}

export function testMachine(overrides: Partial<Machine> = {}): TestMachine {
  const root = mkdtempSync(join(tmpdir(), 'setup-'));
  const bin = join(root, 'path');
  const lines: string[] = [];
  const file = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return join(root, path);
  };
  return {
    machine: {
      root,
      platform: 'linux',
      arch: 'x64',
      nodePath: process.execPath,
      nodeVersion: '20.20.2',
      env: { PATH: bin },
      isRoot: false,
      osRelease: '',
      report: {
        line: (text) => void lines.push(text),
        during: (label, work) => {
          lines.push(label);
          return work();
        },
      },
      ...overrides,
    },
    lines,
    program(name, script, folder = 'path') {
      const path = file(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    file,
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Shell lines of an ffmpeg that answers the two questions it is asked, and counts how often. */
export const fakeFfmpeg = (...abilities: string[]) =>
  `echo asked >> "$0.asked"\n${abilities.map((name) => `echo " V....D ${name} words"`).join('\n')}`;

export const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
