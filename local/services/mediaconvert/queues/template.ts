import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Created, Resource } from '../../../runtime/service.ts';
import type { Store } from '../jobs/store.ts';
import type { Tags } from '../jobs/tags.ts';
import { DEFAULT_CONCURRENT_JOBS, type Queue, type QueueChanges, type Queues } from './queues.ts';

interface QueueProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly Status?: string;
  readonly PricingPlan?: string;
  /** CloudFormation hands numbers over as strings at times. */
  readonly ConcurrentJobs?: number | string;
  readonly Tags?: Readonly<Record<string, string>>;
}

interface TemplateContext {
  readonly runtime: Runtime;
  readonly queues: Queues;
  readonly store: Store;
  readonly tags: Tags;
}

/** Makes the queue of an `AWS::MediaConvert::Queue`, or brings it to these properties. */
export function createQueue(resource: Resource, context: TemplateContext): Created {
  allowProperties(resource, ['Name', 'Description', 'Status', 'PricingPlan', 'ConcurrentJobs', 'Tags']);
  const { logicalId } = resource;
  const { runtime, queues, tags } = context;
  const wanted = (resource.properties ?? {}) as QueueProperties;
  const changes = readChanges(logicalId, wanted);
  const name = wanted.Name ?? runtime.nameFor(logicalId);
  const before = queues.ofResource(logicalId);
  if (before && before.name !== name) removeQueue(logicalId, before, context);
  const taken = queues.find(name);
  if (taken && taken.logicalId !== logicalId)
    throw new TemplateError(logicalId, `a queue with the name "${name}" is there already.`);
  const queue = taken ? queues.change(taken, changes) : queues.make(name, { ...changes, logicalId });
  tags.set(queue.arn, wanted.Tags ?? {});
  return { ref: queue.name, attributes: { Arn: queue.arn, Name: queue.name } };
}

/** Takes the queue of a resource away; jobs that came to an end stay to be asked for. */
export function deleteQueue({ logicalId }: Resource, context: TemplateContext): void {
  const queue = context.queues.ofResource(logicalId);
  if (queue) removeQueue(logicalId, queue, context);
}

function removeQueue(logicalId: string, queue: Queue, { queues, store, tags }: TemplateContext): void {
  if (store.hasUnfinished(queue.arn))
    throw new TemplateError(logicalId, `the queue "${queue.name}" still has jobs: cancel them first.`);
  queues.remove(queue.name);
  tags.set(queue.arn, {});
}

function readChanges(logicalId: string, wanted: QueueProperties): QueueChanges {
  const { PricingPlan: plan = 'ON_DEMAND', Status: status = 'ACTIVE', Description: description } = wanted;
  if (plan !== 'ON_DEMAND') throw new TemplateError(logicalId, 'only the PricingPlan ON_DEMAND is supported');
  if (status !== 'ACTIVE' && status !== 'PAUSED')
    throw new TemplateError(logicalId, 'Status must be ACTIVE or PAUSED');
  const concurrentJobs = Number(wanted.ConcurrentJobs ?? DEFAULT_CONCURRENT_JOBS);
  if (!Number.isInteger(concurrentJobs) || concurrentJobs < 1)
    throw new TemplateError(logicalId, 'ConcurrentJobs must be a whole number from 1');
  return { status, concurrentJobs, description: description ?? null };
}
