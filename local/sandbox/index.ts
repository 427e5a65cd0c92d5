import { once } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../runtime/clock.ts';
import { openDatabase } from '../runtime/database.ts';
import type { Log } from '../runtime/log.ts';
import { createSeal } from '../runtime/seal.ts';
import { createAccounts } from './accounts.ts';
import { createControl } from './control.ts';
import { createDashboard } from './dashboard/routes.ts';
import { createDeliveries } from './deliveries/deliveries.ts';
import { createDocuments } from './documents.ts';
import { refuseForeignChange } from './http/guard.ts';
import type { Router } from './http/routes.ts';
import { createSandboxServer } from './http/server.ts';
import type { Provider } from './provider.ts';
import { createRazorpay } from './razorpay/index.ts';
import { createStripe } from './stripe/index.ts';
import { stripeSignature } from './stripe/signature.ts';

export interface SandboxOptions {
  /** All state is kept there. */
  readonly directory: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  /** At least 32 bytes, the same over restarts: the accounts' keys are sealed by it. */
  readonly secret: Buffer;
}

/** Payment providers on this machine, where no money moves. */
export interface Sandbox {
  /** Opens the port. */
  start(): Promise<void>;
  /** Begins to tell webhooks, what an earlier process left untold included. Once is enough. */
  connect(): void;
  stop(): Promise<void>;
  /** The port that is open. */
  port(): number;
}

const HOST = '127.0.0.1';

export function createSandbox({ directory, port, clock, log, secret }: SandboxOptions): Sandbox {
  const database = openDatabase(join(directory, 'sandbox.sqlite'), '');
  const documents = createDocuments(database);
  const accounts = createAccounts(documents, createSeal(secret), () => Math.floor(clock.now() / 1000));
  const deliveries = createDeliveries({
    ...{ database, documents, clock, log },
    sign: (delivery, now) => stripeSignature(delivery, accounts, now),
    onGivenUp({ provider, url }) {
      accounts.changeWebhook(provider, { enabled: false });
      log.warn('sandbox', `The webhook ${url} did not answer for a day, and is switched off.`);
    },
  });
  const options = { database, documents, accounts, deliveries, clock };
  const providers: readonly Provider[] = [
    createStripe(options, (error) => log.fault('sandbox', error)),
    createRazorpay(options),
  ];

  // Nobody who calls there proves who they are: it is for this server's own pages, and for programs.
  const guard: Router = (exchange) => {
    if (exchange.path.startsWith('/sandbox/')) refuseForeignChange(exchange);
    return undefined;
  };
  const server = createSandboxServer(
    [
      guard,
      createControl(
        accounts,
        deliveries,
        providers.map(({ name }) => name),
      ),
      createDashboard({ accounts, deliveries, providers }),
      ...providers.flatMap(({ routers }) => routers),
    ],
    log,
  );
  let isConnected = false;

  return {
    async start() {
      server.listen(port, HOST);
      await once(server, 'listening');
    },
    connect() {
      if (isConnected) return;
      deliveries.start();
      for (const { start } of providers) start?.();
      isConnected = true;
    },
    async stop() {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      server.closeAllConnections();
      await closed;
      for (const { stop } of providers) await stop?.();
      await deliveries.stop();
      database.close();
    },
    port: () => (server.address() as { port: number } | null)?.port ?? port,
  };
}
