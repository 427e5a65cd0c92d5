import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { createCredentials } from './credentials.ts';
import type { Log } from './log.ts';
import { createNames } from './names.ts';
import { createOrigins } from './origins.ts';
import type { Peers } from './peers.ts';
import type { Ports, Runtime, WebRoutes } from './runtime.ts';
import { createWebRoutes, type WebRouter } from './web-routes.ts';

export interface RuntimeOptions {
  readonly dataDirectory: string;
  readonly stackName: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly ports: Ports;
}

/** The runtime and the two handles that only the host holds. */
export interface HostRuntime extends Runtime {
  readonly web: WebRoutes & WebRouter;
  /** Says which service is behind each peer, once all of them are made. */
  connectPeers(peers: Partial<Peers>): void;
}

/** An account number that is plainly nobody's. */
const ACCOUNT_ID = '000000000000';
const REGION = 'us-east-1';

/** Makes the shared things of one installation. Opens no port and starts no service. */
export function createRuntime(options: RuntimeOptions): HostRuntime {
  const { dataDirectory, stackName, clock, ports } = options;
  const names = createNames();
  const log = names.readable(options.log);
  mkdirSync(dataDirectory, { recursive: true });
  const credentials = createCredentials(dataDirectory, ACCOUNT_ID, clock.now);
  let connected: Partial<Peers> = {};
  const idFor = (logicalId: string, length: number) => {
    const digest = createHash('sha512')
      .update(credentials.secret('ids'))
      .update(`${stackName}/${logicalId}`)
      .digest();
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    return Array.from({ length }, (_, index) =>
      index === 0 ? letters[digest[0]! % 26] : `${letters}0123456789`[digest[index]! % 36],
    ).join('');
  };

  return {
    accountId: ACCOUNT_ID,
    region: REGION,
    clock,
    log,
    credentials,
    ports,
    urls: {
      aws: `http://127.0.0.1:${ports.aws}`,
      web: `http://localhost:${ports.web}`,
      cdn: `http://localhost:${ports.cdn}`,
      payments: `http://localhost:${ports.payments}`,
    },
    web: createWebRoutes(),
    origins: createOrigins(),
    peers: new Proxy({} as Peers, {
      get(_target, name: keyof Peers) {
        const peer = connected[name];
        if (!peer) throw new Error(`No service stands behind the peer "${String(name)}".`);
        return peer;
      },
    }),
    connectPeers: (peers) => {
      connected = peers;
    },
    directory(service) {
      const path = join(dataDirectory, service);
      mkdirSync(path, { recursive: true });
      return path;
    },
    arn: (service, rest) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`,
    idFor,
    nameFor(logicalId, { maxLength = 64, lowerCase = false } = {}) {
      const suffix = idFor(logicalId, 12);
      const name = `${`${stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
      const physicalId = lowerCase ? name.toLowerCase() : name;
      names.add(physicalId, logicalId);
      return physicalId;
    },
    uuid: () => randomUUID(),
  };
}
