import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Log } from './log.ts';
import type { Peers } from './peers.ts';
import type { Principal } from './principal.ts';

/** The ports of one installation, all on 127.0.0.1. */
export interface Ports {
  readonly aws: number;
  readonly web: number;
  readonly cdn: number;
  readonly payments: number;
}

/** The shared things every service is handed. No service keeps global state beside it. */
export interface Runtime {
  readonly accountId: string;
  readonly region: string;
  /** The only version of `aws` this machine has: the partition in every ARN. */
  readonly clock: Clock;
  readonly log: Log;
  readonly credentials: Credentials;
  readonly peers: Peers;
  readonly ports: Ports;
  readonly urls: {
    /** `http://127.0.0.1:4566`: an address, not a name, so that SDKs use path-style buckets. */
    readonly aws: string;
    readonly web: string;
    readonly cdn: string;
    /** The payment sandbox. */
    readonly payments: string;
  };
  /** The web port (one port for the API, its socket, the console and the pages). */
  readonly web: WebRoutes;
  /** What CloudFront can use as an origin, by domain name. */
  readonly origins: Origins;
  /** The service's own folder under the data directory, created when missing. */
  directory(service: string): string;
  /** `arn:aws:<service>:<region>:<account>:<rest>` */
  arn(service: string, rest: string): string;
  /**
   * A physical id for a logical id: stable over restarts, different between installations.
   * `length` characters of lower-case letters and digits, the first a letter.
   */
  idFor(logicalId: string, length: number): string;
  /** CloudFormation's form for a name that the template leaves open: `<stack>-<logicalId>-<suffix>`. */
  nameFor(logicalId: string, options?: { maxLength?: number; lowerCase?: boolean }): string;
  /** A version 4 UUID. */
  uuid(): string;
}

export interface WebRoutes {
  /** Requests whose path is `prefix` or below it. The longest prefix wins. */
  route(prefix: string, handler: WebHandler): void;
}

export interface WebHandler {
  http(request: IncomingMessage, response: ServerResponse): void;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** A request that the CDN makes to an origin. Header names in lower case. */
export interface OriginRequest {
  readonly method: string;
  /** As received: percent-encoded, no query. */
  readonly path: string;
  /** Without the leading `?`; empty when there is none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The distribution as a service principal when origin access control signs, else anonymous. */
  readonly caller: Principal;
}

export interface OriginResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

export type Origin = (request: OriginRequest) => Promise<OriginResponse>;

export interface Origins {
  register(domainName: string, origin: Origin): void;
  find(domainName: string): Origin | undefined;
}
