import type { DatabaseSync } from 'node:sqlite';
import { TemplateError } from '../../runtime/errors.ts';
import type { S3Peer } from '../../runtime/peers.ts';
import type { PolicyDocument } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { createAccess, isPublic } from './access.ts';
import type { Bucket } from './buckets/bucket.ts';
import { checkBucketName, parseBucket } from './buckets/properties.ts';
import { bucketCreated, announceQueues } from './buckets/registry.ts';
import type { S3Context } from './context.ts';
import { createDelivery, type Deliver } from './events/deliver.ts';
import { messagesFor } from './events/notify.ts';
import { Outbox } from './events/outbox.ts';
import { runLifecycle } from './lifecycle.ts';
import { bucketOrigin } from './origin.ts';
import { createPeer } from './peer.ts';
import { serve } from './serve.ts';
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
  readonly outbox: Outbox;
  readonly deliver: Deliver;
}

/** Amazon S3: buckets of the template, objects on disk, metadata in SQLite, notifications through an outbox. */
export function createS3(runtime: Runtime): Service & S3Peer {
  const buckets = new Map<string, Bucket>();
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
    if (now - lastLifecycle < LIFECYCLE_MS) return;
    lastLifecycle = now;
    runLifecycle(context, runtime.uuid);
  }

  async function createBucket(resource: Resource): Promise<Created> {
    const { database, deliver, context } = store();
    const { logicalId } = resource;
    const { BucketName } = (resource.properties ?? {}) as { BucketName?: string };
    const name = checkBucketName(
      BucketName ?? runtime.nameFor(logicalId, { maxLength: 63, lowerCase: true }),
      logicalId,
    );
    const bucket = parseBucket(resource, { name, created: bucketCreated(database, name, context.now()) });
    await announceQueues({ database, deliver, bucket, requestId: runtime.uuid(), now: context.now() }).catch(
      (error: Error) => {
        const what = 'Unable to validate the following destination configurations';
        throw new TemplateError(logicalId, `${what}: ${error.message}`);
      },
    );
    buckets.set(name, bucket);

    const domainName = `${name}.s3.amazonaws.com`;
    const regionalDomainName = `${name}.s3.${runtime.region}.amazonaws.com`;
    for (const domain of [domainName, regionalDomainName])
      runtime.origins.register(domain, bucketOrigin(context, name, runtime.uuid));
    return {
      ref: name,
      attributes: { Arn: bucket.arn, DomainName: domainName, RegionalDomainName: regionalDomainName },
    };
  }

  function createBucketPolicy({ logicalId, properties }: Resource): Created {
    const { Bucket: name, PolicyDocument: policy } = properties as {
      Bucket: string;
      PolicyDocument: PolicyDocument;
    };
    const bucket = buckets.get(name);
    if (!bucket) throw new TemplateError(logicalId, `There is no bucket "${name}".`);
    if (bucket.blockPublicPolicy && isPublic(policy))
      throw new TemplateError(
        logicalId,
        'Public policies are blocked by the BlockPublicPolicy setting of the bucket.',
      );
    bucket.policy = policy;
    return { ref: name };
  }

  return {
    async start() {
      opened = await open(runtime, buckets);
    },

    create(resource) {
      if (resource.type === 'AWS::S3::Bucket') return createBucket(resource);
      if (resource.type === 'AWS::S3::BucketPolicy') return createBucketPolicy(resource);
      throw new TemplateError(resource.logicalId, `${resource.type} is not supported.`);
    },

    connect() {
      store().outbox.start();
      tidy();
      housekeeping = setInterval(tidy, HOUSEKEEPING_MS).unref();
    },

    async stop() {
      clearInterval(housekeeping);
      await opened?.outbox.stop();
      opened?.database.close();
      opened = undefined;
    },

    async handle(call) {
      const response = await serve(store().context, call, () => fromCall(call, (name) => buckets.has(name)));
      await writeResponse(call, response);
    },

    ...createPeer(() => store().context, runtime.uuid),
  };
}

async function open(runtime: Runtime, buckets: ReadonlyMap<string, Bucket>): Promise<Opened> {
  const now = () => runtime.clock.now();
  const { database, files } = await openStore(runtime.directory('s3'), { now, uuid: runtime.uuid });
  const deliver = createDelivery(runtime, (name) => `arn:aws:s3:::${name}`);
  const outbox = new Outbox({
    database,
    now,
    deliver,
    onFailure: ({ bucket, target }, error, givenUp) =>
      runtime.log.warn(
        's3',
        `An event of ${bucket} ${givenUp ? 'is lost' : 'waits'}: ${target} refused it: ${error instanceof Error ? error.message : String(error)}`,
      ),
  });
  const objects = createObjectStore({
    database,
    files,
    now,
    notify(bucket, change) {
      const context = { region: runtime.region, accountId: runtime.accountId, time: new Date(now()) };
      for (const message of messagesFor(bucket, change, context)) outbox.add(message);
    },
    committed: () => outbox.wake(),
  });
  const context: S3Context = {
    accountId: runtime.accountId,
    region: runtime.region,
    url: runtime.urls.aws,
    buckets,
    objects,
    uploads: createUploadStore(database, files, now),
    files,
    access: createAccess(() => runtime.peers.iam),
    credentials: runtime.credentials,
    log: runtime.log,
    now,
  };
  return { context, database, outbox, deliver };
}
