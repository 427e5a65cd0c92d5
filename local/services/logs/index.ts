import { join } from 'node:path';
import { TemplateError } from '../../runtime/errors.ts';
import type { LogsPeer } from '../../runtime/peers.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { logsApi } from './api/index.ts';
import { RETENTION_DAYS } from './retention.ts';
import { openLogStore } from './store/store.ts';
import { createWriter } from './writer.ts';

/** How long a line may wait in memory before it is written, in milliseconds. */
const FLUSH_MS = 500;
const PRUNE_MS = 10 * 60_000;

/** CloudWatch Logs: groups and streams of lines, in SQLite, bounded by retention and by number. */
export function createLogs(runtime: Runtime): Service & LogsPeer {
  const store = openLogStore(join(runtime.directory('logs'), 'logs.sqlite'), runtime.clock);
  const prune = () => store.prune(runtime.clock.now());
  const timers = [
    setInterval(() => guarded(store.flush), FLUSH_MS).unref(),
    setInterval(() => guarded(prune), PRUNE_MS).unref(),
  ];

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      runtime.log.fault('logs', error);
    }
  }

  const nameOf = ({ logicalId, properties }: Resource) =>
    String(properties.LogGroupName ?? runtime.nameFor(logicalId));

  function createGroup(resource: Resource): Created {
    allowProperties(resource, [
      'DataProtectionPolicy',
      'FieldIndexPolicies',
      'KmsKeyId',
      'LogGroupClass',
      'LogGroupName',
      'RetentionInDays',
      'Tags',
    ]);
    const days: unknown = resource.properties.RetentionInDays;
    if (days !== undefined && !RETENTION_DAYS.has(Number(days)))
      throw new TemplateError(resource.logicalId, `RetentionInDays cannot be ${String(days)}.`);
    const name = nameOf(resource);
    store.groups.put(name);
    store.groups.setRetention(name, days === undefined ? undefined : Number(days));
    return { ref: name, attributes: { Arn: runtime.arn('logs', `log-group:${name}:*`) } };
  }

  return {
    create(resource) {
      switch (resource.type) {
        case 'AWS::Logs::LogGroup':
          return createGroup(resource);
        // Who may write here is decided by the services themselves, which all run in this process.
        case 'AWS::Logs::ResourcePolicy':
          return { ref: String(resource.properties.PolicyName) };
        default:
          throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      }
    },
    delete(resource) {
      if (resource.type === 'AWS::Logs::LogGroup') store.groups.remove(nameOf(resource));
    },
    connect: () => guarded(prune),
    stop() {
      for (const timer of timers) clearInterval(timer);
      guarded(store.flush);
      store.close();
    },
    handle: logsApi(runtime, store),
    put: createWriter(runtime, store),
  };
}
