import { execFile } from 'node:child_process';

/** Ways to a network namespace of one's own, which has no address: as root, and as anybody where the system lets one. */
const WAYS = [
  ['unshare', '-n'],
  ['unshare', '-r', '-n'],
] as const;

const works = ([program, ...args]: readonly [string, ...string[]]) =>
  new Promise<boolean>((resolve) =>
    execFile(program, [...args, 'true'], { timeout: 5000 }, (error) => resolve(!error)),
  );

async function findWay(): Promise<readonly string[]> {
  for (const way of WAYS) if (await works(way)) return way;
  return [];
}

let found: Promise<readonly string[]> | undefined;

/**
 * What to put before a command so that it has no network: `unshare`, where this system has it and allows it. Elsewhere
 * (macOS, most containers) nothing; there the tools' own list of protocols has to do.
 */
export const withoutNetwork = (): Promise<readonly string[]> => (found ??= findWay());
