import type { DatabaseSync } from 'node:sqlite';
import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import { roleOf, type Functions } from '../function.ts';
import { readMapping, type Mapping } from '../sources/mapping.ts';
import { checkSource } from '../sources/check-source.ts';
import type { Poller } from '../sources/poller.ts';
import { startQueuePoller } from '../sources/sqs/poller.ts';
import { createCheckpoints } from '../sources/streams/checkpoints.ts';
import { placeAtLatest, startStreamPoller } from '../sources/streams/poller.ts';
import { functionOf } from './function-of.ts';

/** The event source mappings and what reads for them. */
export interface EventSourceMappings {
  create(resource: Resource): Created;
  delete(resource: Resource): Promise<void>;
  all(): readonly Mapping[];
  /** Turns one on or off, over restarts, until the template says something else. */
  setEnabled(uuid: string, enabled: boolean): void;
  /** Brings the readers in line with the mappings: begins the new, ends what has changed or is off. */
  connect(): Promise<void>;
  /** Reads nothing more, and waits for the batches under way. */
  stop(): Promise<void>;
}

export const MAPPINGS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS mapping_switches (
    uuid TEXT PRIMARY KEY, in_template INTEGER NOT NULL, enabled INTEGER NOT NULL
  ) STRICT;`;

interface Reader {
  readonly mapping: Mapping;
  readonly poller: Poller;
}

export function createEventSourceMappings(
  runtime: Runtime,
  functions: Functions,
  database: DatabaseSync,
): EventSourceMappings {
  const mappings = new Map<string, Mapping>();
  const readers = new Map<string, Reader>();
  /** What ends, until it has. */
  const ending = new Map<string, Promise<void>>();
  let isStopping = false;
  const checkpoints = createCheckpoints(database);
  const readSwitch = database.prepare('SELECT in_template, enabled FROM mapping_switches WHERE uuid = ?');
  const writeSwitch = database.prepare('INSERT OR REPLACE INTO mapping_switches VALUES (?, ?, ?)');
  const removeSwitch = database.prepare('DELETE FROM mapping_switches WHERE uuid = ?');
  /** As the template has them. */
  const declared = new Map<string, boolean>();

  function end(uuid: string): Promise<void> {
    const reader = readers.get(uuid);
    readers.delete(uuid);
    const before = ending.get(uuid);
    if (!reader) return before ?? Promise.resolve();
    const ended = Promise.all([reader.poller.stop(), before]).then(() => {
      if (ending.get(uuid) === ended) ending.delete(uuid);
    });
    ending.set(uuid, ended);
    return ended;
  }

  /** Unless the service stops meanwhile, or another update has come first. */
  function begin(mapping: Mapping): void {
    const { uuid } = mapping;
    if (isStopping || mappings.get(uuid) !== mapping || readers.has(uuid)) return;
    const options = { mapping, runtime, functions, checkpoints };
    const poller = mapping.stream ? startStreamPoller(options) : startQueuePoller(options);
    readers.set(uuid, { mapping, poller });
  }

  return {
    create(resource) {
      const { logicalId } = resource;
      const uuid = mappingId(runtime.idFor(logicalId, 32));
      const read = readMapping(resource, uuid);
      functionOf(resource, functions);
      const before = mappings.get(uuid);
      if (before && before.sourceArn !== read.sourceArn && !before.stream !== !read.stream)
        throw new TemplateError(logicalId, 'an event source cannot become one of another kind.');
      declared.set(uuid, read.enabled);
      const saved = readSwitch.get(uuid);
      const isKept = saved !== undefined && Boolean(saved['in_template']) === read.enabled;
      mappings.set(uuid, { ...read, enabled: isKept ? Boolean(saved['enabled']) : read.enabled });
      return { ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: arnOf(runtime, uuid) } };
    },

    async delete({ logicalId }) {
      const uuid = mappingId(runtime.idFor(logicalId, 32));
      mappings.delete(uuid);
      await end(uuid);
      removeSwitch.run(uuid);
      checkpoints.remove(uuid);
    },

    all: () => [...mappings.values()],

    setEnabled(uuid, enabled) {
      const mapping = mappings.get(uuid)!;
      writeSwitch.run(uuid, Number(declared.get(uuid)), Number(enabled));
      mappings.set(uuid, { ...mapping, enabled });
    },

    async connect() {
      for (const { uuid, mapping } of [...readers].map(([id, reader]) => ({ uuid: id, ...reader })))
        if (mappings.get(uuid) !== mapping) void end(uuid);
      const fresh = [...mappings.values()].filter(({ uuid, enabled }) => enabled && !readers.has(uuid));
      for (const mapping of fresh) await checkSource(runtime, mapping, definitionOf(mapping));
      for (const mapping of fresh) {
        await placeAtLatest({ mapping, runtime, functions, checkpoints });
        // One reader of a mapping at a time: the next begins where the last one ends.
        const before = ending.get(mapping.uuid);
        if (before) void before.then(() => begin(mapping));
        else begin(mapping);
      }
    },

    async stop() {
      isStopping = true;
      for (const uuid of [...readers.keys()]) void end(uuid);
      await Promise.all(ending.values());
    },
  };

  function definitionOf({ logicalId, functionName }: Mapping) {
    try {
      const { definition } = functions.find(functionName).version;
      roleOf(runtime, definition);
      return definition;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new TemplateError(logicalId, error.message);
    }
  }
}

export const arnOf = (runtime: Runtime, uuid: string) =>
  runtime.arn('lambda', `event-source-mapping:${uuid}`);

/** The letters and digits of an id in the form of a UUID. */
function mappingId(id: string): string {
  const hex = Buffer.from(id).toString('hex').slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
