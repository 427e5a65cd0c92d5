import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from '../runtime/runtime.ts';
import type { Stack } from '../template/stack.ts';

/** Where everything of a running stack is: what a program needs to talk to it. */
export interface Endpoints {
  readonly stackName: string;
  readonly region: string;
  readonly urls: Runtime['urls'];
  /** Of the account's root: everything is allowed to them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly outputs: Readonly<Record<string, string>>;
}

/** The file inside the data directory, as sensitive as the directory itself. */
export const ENDPOINTS_FILE = 'endpoints.json';

export function endpointsOf(runtime: Runtime, stack: Stack): Endpoints {
  const { accessKeyId, secretAccessKey } = runtime.credentials.root;
  return {
    stackName: stack.name,
    region: runtime.region,
    urls: runtime.urls,
    credentials: { accessKeyId, secretAccessKey },
    outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value])),
  };
}

/** Written whole or not at all: a program that waits for it may read it the moment it is there. */
export function writeEndpoints(directory: string, endpoints: Endpoints): void {
  const path = join(directory, ENDPOINTS_FILE);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}
