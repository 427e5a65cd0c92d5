import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from './clock.ts';
import { createRuntime, type HostRuntime } from './create.ts';
import { silentLog } from './log.ts';
import type { Peers } from './peers.ts';
import type { PolicyDocument, Principal } from './principal.ts';

/** The account's own principal: everything is allowed to it. */
export const root: Principal = {
  kind: 'root',
  arn: 'arn:aws:iam::000000000000:root',
  accountId: '000000000000',
};

/** IAM that allows all, for a test whose subject is something else. */
export const allowAll: Peers['iam'] = {
  authorize: () => {},
  assumeRole: (roleArn, _service, sessionName) => ({
    kind: 'role',
    arn: `arn:aws:sts::000000000000:assumed-role/${roleArn.split('/').pop()}/${sessionName}`,
    roleArn,
    sessionName,
    accountId: '000000000000',
  }),
};

const noRoles: Peers['roles'] = {
  findRole: () => undefined,
  checkPolicy: (document) => document as PolicyDocument,
};

/**
 * A runtime on an empty data directory, for a unit test of one service: hand in the peers that it
 * needs. `runtime.peers` throws, by name, for one that was not given.
 */
export function testRuntime(
  peers: Partial<Peers> = {},
  options: { dataDirectory?: string; clock?: Clock } = {},
): { runtime: HostRuntime; dispose(): void } {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'runtime-'));
  const runtime = createRuntime({
    dataDirectory,
    stackName: 'Test',
    clock: options.clock ?? systemClock,
    log: silentLog,
    ports: { aws: 0, web: 0, cdn: 0, payments: 0 },
  });
  runtime.connectPeers({ iam: allowAll, roles: noRoles, ...peers });
  return {
    runtime,
    dispose: () => {
      if (!options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
