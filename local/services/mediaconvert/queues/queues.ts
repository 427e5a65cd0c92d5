import { TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly concurrentJobs: number;
  readonly status: 'ACTIVE' | 'PAUSED';
  readonly type: 'SYSTEM' | 'CUSTOM';
  /** Milliseconds since the epoch. */
  readonly created: number;
}

interface QueueProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly Status?: 'ACTIVE' | 'PAUSED';
  readonly PricingPlan?: string;
  /** CloudFormation hands numbers over as strings at times. */
  readonly ConcurrentJobs?: number | string;
}

const DEFAULT_CONCURRENT_JOBS = 2;

/** The queues of the template, and the one that every account has. */
export function createQueues(runtime: Runtime) {
  const created = runtime.clock.now();
  const queues = new Map<string, Queue>();
  const add = (queue: Omit<Queue, 'arn' | 'created'>): Queue => {
    const whole = { ...queue, arn: runtime.arn('mediaconvert', `queues/${queue.name}`), created };
    queues.set(queue.name, whole);
    return whole;
  };
  add({ name: 'Default', concurrentJobs: DEFAULT_CONCURRENT_JOBS, status: 'ACTIVE', type: 'SYSTEM' });

  return {
    create(resource: Resource): Created {
      allowProperties(resource, ['Name', 'Description', 'Status', 'PricingPlan', 'ConcurrentJobs', 'Tags']);
      const { logicalId } = resource;
      const wanted = (resource.properties ?? {}) as QueueProperties;
      if ((wanted.PricingPlan ?? 'ON_DEMAND') !== 'ON_DEMAND')
        throw new TemplateError(logicalId, 'only the PricingPlan ON_DEMAND is supported');
      const concurrentJobs = Number(wanted.ConcurrentJobs ?? DEFAULT_CONCURRENT_JOBS);
      if (!Number.isInteger(concurrentJobs) || concurrentJobs < 1)
        throw new TemplateError(logicalId, 'ConcurrentJobs must be a whole number from 1');
      const queue = add({
        name: wanted.Name ?? runtime.nameFor(logicalId),
        ...(wanted.Description && { description: wanted.Description }),
        concurrentJobs,
        status: wanted.Status ?? 'ACTIVE',
        type: 'CUSTOM',
      });
      return { ref: queue.name, attributes: { Arn: queue.arn, Name: queue.name } };
    },
    all: (): readonly Queue[] => [...queues.values()],
    /** By name or by ARN. */
    find: (nameOrArn: string): Queue | undefined =>
      queues.get(nameOrArn) ?? [...queues.values()].find(({ arn }) => arn === nameOrArn),
  };
}

export type Queues = ReturnType<typeof createQueues>;
