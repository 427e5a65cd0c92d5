import type { DatabaseSync } from 'node:sqlite';
import type { S3Peer } from '../../runtime/peers.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service } from '../../runtime/service.ts';
import type { WorkList } from '../../runtime/work-list.ts';
import { createAccess } from './access.ts';
import type { Bucket } from './buckets/bucket.ts';
import { createBucketRegistry } from './buckets/registry.ts';
import { createBucketResources } from './buckets/resources.ts';
import type { S3Context } from './context.ts';
import { createDelivery } from './events/deliver.ts';
import { messagesFor } from './events/notify.ts';
import { createOutbox, type Message } from './events/outbox.ts';
import { runLifecycle } from './lifecycle.ts';
import { storeStream } from './payload/store-stream.ts';
import { createPeer } from './peer.ts';
import { serve } from './serve.ts';
import { createObjectBytes } from './store/object-bytes.ts';
import { createObjectStore } from './store/objects.ts';
import { openStore } from './store/open.ts';
import { createUploadStore } from './store/uploads.ts';
import { fromCall, writeResponse } from './wire.ts';

/** How long a file without a row stays: longer than any reader takes from finding to opening it. */
const FILE_GRACE_MS = 60_000;
const HOUSEKEEPING_MS = 60_000;
const LIFECYCLE_MS = 3600_000;
const COMPLETED_UPLOADS_MS = 24 * 3600_000;

interface Opened {
  readonly context: S3Context;
  readonly database: DatabaseSync;
  readonly outbox: WorkList<Message>;
  readonly resources: ReturnType<typeof createBucketResources>;
}

/** Amazon S3: buckets of the template, objects on disk, metadata in SQLite, notifications through an outbox. */
export function createS3(runtime: Runtime): Service & S3Peer {
  let opened: Opened | undefined;
  let housekeeping: NodeJS.Timeout | undefined;
  let lastLifecycle = 0;

  const store = () => {
    if (!opened) throw new Error('The S3 service has not been started.');
    return opened;
  };

  function tidy(): void {
    const { context } = store();
    const now = context.now();
    context.files.collect(now - FILE_GRACE_MS).catch((error: unknown) => runtime.log.fault('s3', error));
    context.uploads.forgetCompleted(now - COMPLETED_UPLOADS_MS);
    // A clock that was set back must not stop the rules until it has caught up.
    if (Math.abs(now - lastLifecycle) < LIFECYCLE_MS) return;
    lastLifecycle = now;
    runLifecycle(context, runtime.uuid);
  }

  return {
    async start() {
      opened = await open(runtime);
    },

    create: (resource) => store().resources.create(resource),

    delete: (resource) => store().resources.delete(resource),

    connect() {
      if (housekeeping) return;
      store().outbox.start();
      tidy();
      housekeeping = setInterval(tidy, HOUSEKEEPING_MS).unref();
    },

    async drain() {
      clearInterval(housekeeping);
      await opened?.outbox.stop();
    },

    async stop() {
      clearInterval(housekeeping);
      await opened?.outbox.stop();
      opened?.database.close();
      opened = undefined;
    },

    async handle(call) {
      const { context } = store();
      const response = await serve(context, call, () => fromCall(call, (name) => context.buckets.has(name)));
      await writeResponse(call, response);
    },

    ...createPeer(() => store().context, runtime.uuid),
  };
}

async function open(runtime: Runtime): Promise<Opened> {
  const now = () => runtime.clock.now();
  const { database, files } = await openStore(runtime.directory('s3'), { now, uuid: runtime.uuid });
  const deliver = createDelivery(runtime, (name) => `arn:aws:s3:::${name}`);
  const outbox = createOutbox({ database, clock: runtime.clock, log: runtime.log, deliver });
  const objects = createObjectStore({
    ...{ database, files, now },
    notify(bucket, change) {
      const event = { region: runtime.region, accountId: runtime.accountId, time: new Date(now()) };
      outbox.add(messagesFor(bucket, change, event));
    },
  });
  const buckets = new Map<string, Bucket>();
  const context: S3Context = {
    accountId: runtime.accountId,
    region: runtime.region,
    url: runtime.urls.aws,
    buckets,
    objects,
    uploads: createUploadStore(database, files, now),
    files,
    bytes: createObjectBytes(objects, files, async (source, file) => {
      await storeStream(source, await files.write(file), []);
    }),
    access: createAccess(() => runtime.peers.iam),
    credentials: runtime.credentials,
    log: runtime.log,
    now,
  };
  const registry = createBucketRegistry(database);
  const resources = createBucketResources({ runtime, context, registry, deliver, buckets });
  return { context, database, outbox, resources };
}
