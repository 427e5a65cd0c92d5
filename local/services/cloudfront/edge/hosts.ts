import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from '../config/distribution.ts';
import { disabled, unknownHost } from './refusals.ts';
import { hostName } from './viewer-request.ts';

/**
 * Which distribution a viewer means. The first one made has the plain loopback names, and keeps them over
 * restarts, in whatever order they come then; each has a name of its own below `localhost`, the one that it
 * would have at CloudFront, and its aliases.
 */
export function createHosts(directory: string, port: () => number) {
  const path = join(directory, 'first-distribution');
  const first = (): string | undefined => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    }
  };
  let firstId = first();

  const label = (id: string) => id.toLowerCase();
  const names = ({ id, aliases }: Distribution): readonly string[] => [
    ...(id === firstId ? ['localhost', '127.0.0.1'] : []),
    `${label(id)}.localhost`,
    `${label(id)}.cloudfront.net`,
    ...aliases,
  ];

  return {
    /** The host under which viewers reach the distribution: what `DomainName` answers. */
    domainName(id: string): string {
      if (firstId === undefined) {
        writeFileSync(path, id);
        firstId = id;
      }
      return id === firstId ? `localhost:${port()}` : `${label(id)}.localhost:${port()}`;
    },
    forget(id: string): void {
      if (id !== firstId) return;
      rmSync(path, { force: true });
      firstId = undefined;
    },
    /** A page elsewhere must not reach a distribution under a name of its own. */
    find(distributions: readonly Distribution[], host: string): Distribution {
      const name = hostName(host);
      const found = distributions.find((distribution) => names(distribution).includes(name));
      if (!found) throw unknownHost();
      if (!found.enabled) throw disabled();
      return found;
    },
  };
}

export type Hosts = ReturnType<typeof createHosts>;
