import type { SecretsPeer } from '../../runtime/peers.ts';
import { jsonProtocol } from '../../runtime/protocols/json.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import { createAccess } from './access.ts';
import { createSecretResources } from './resources.ts';
import { secretOperations } from './secrets.ts';
import { openStore } from './store.ts';
import { valueMembers, valueOperations } from './values.ts';
import { findVersion } from './versions.ts';

/** Secrets with versions and stages, sealed on disk. */
export function createSecretsManager(runtime: Runtime): Service & SecretsPeer {
  const store = openStore(runtime);
  const access = createAccess(runtime, store);
  return {
    ...createSecretResources(runtime, store, access),
    stop: () => store.close(),

    handle: jsonProtocol({
      version: '1.1',
      log: runtime.log,
      internalError: 'InternalServiceError',
      operations: {
        ...secretOperations(runtime, store, access),
        ...valueOperations(runtime, store, access),
      },
    }),

    secretString(id, caller, { versionId, versionStage } = {}) {
      const secret = access.living({ SecretId: id }, caller, 'GetSecretValue');
      const { SecretString } = valueMembers(
        findVersion(store, secret, { id: versionId, stage: versionStage }),
      ) as { SecretString?: string };
      return SecretString;
    },
  };
}
