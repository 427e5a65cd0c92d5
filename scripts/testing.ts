import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createAwsPort } from '../local/runtime/aws-port.ts';
import { testRuntime } from '../local/runtime/testing.ts';
import { createSecretsManager } from '../local/services/secretsmanager/index.ts';

/** Secrets Manager alone, on an empty data directory, and a client of it. */
export async function secretsForTests(): Promise<{
  readonly client: SecretsManagerClient;
  stop(): Promise<void>;
}> {
  const { runtime, dispose } = testRuntime();
  const secretsmanager = createSecretsManager(runtime);
  await secretsmanager.start?.();
  const server = createAwsPort(runtime, { secretsmanager });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: runtime.region,
    credentials: runtime.credentials.root,
  });
  return {
    client,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await secretsmanager.stop?.();
      dispose();
    },
  };
}
