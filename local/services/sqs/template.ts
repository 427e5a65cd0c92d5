import { AwsError, TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import type { Queues } from './queues.ts';
import type { SqsStore } from './store/store.ts';

/** Properties of a queue that are its attributes too, by the same name. */
const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

const FIFO_SUFFIX = '.fifo';
const LONGEST_NAME = 80;

interface PolicyProperties {
  readonly Queues: readonly string[];
  readonly PolicyDocument: object;
}

/** What CloudFormation does with the resources of SQS. */
export function sqsResources(options: {
  readonly store: SqsStore;
  readonly queues: Queues;
  readonly runtime: Runtime;
  readonly urlOf: (name: string) => string;
}) {
  const { store, queues, runtime, urlOf } = options;

  const isFifo = ({ properties }: Resource) => String(properties.FifoQueue ?? 'false') === 'true';

  function nameFor(resource: Resource): string {
    const { QueueName } = resource.properties as { readonly QueueName?: unknown };
    if (QueueName !== undefined) return String(QueueName);
    const suffix = isFifo(resource) ? FIFO_SUFFIX : '';
    const maxLength = LONGEST_NAME - suffix.length;
    return `${runtime.nameFor(resource.logicalId, { maxLength })}${suffix}`;
  }

  /** Another name or kind is another queue: the one before goes, unless there is something in it. */
  function replace(resource: Resource, name: string): void {
    for (const old of queues.all()) {
      const sameKind = (old.settings.fifo !== undefined) === isFifo(resource);
      if (old.logicalId !== resource.logicalId || (old.name === name && sameKind)) continue;
      const { visible, inFlight, delayed } = store.messages.counts(old.name, runtime.clock.now(), 0);
      const count = visible + inFlight + delayed;
      if (count > 0)
        throw new TemplateError(
          resource.logicalId,
          `the queue would be replaced, and the ${count} message(s) of ${old.name} lost: QueueName and FifoQueue cannot change. Empty it first.`,
        );
      queues.delete(old.name);
    }
  }

  function createQueue(resource: Resource): Created {
    allowProperties(resource, [...ATTRIBUTES, 'QueueName', 'Tags']);
    const properties: Readonly<Record<string, unknown>> = resource.properties;
    const name = nameFor(resource);
    const attributes = Object.fromEntries(
      ATTRIBUTES.filter((attribute) => properties[attribute] !== undefined).map((attribute) => [
        attribute,
        properties[attribute],
      ]),
    );
    const tags = (properties['Tags'] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
    inTemplate(resource, () => {
      replace(resource, name);
      // A dead-letter queue that the template declares stands before this one: its ARN comes from it.
      const tagMap = Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));
      queues.declare(name, resource.logicalId, attributes, tagMap);
    });
    const url = urlOf(name);
    return { ref: url, attributes: { Arn: queues.arnOf(name), QueueName: name, QueueUrl: url } };
  }

  function setPolicy(resource: Resource, policy: object | ''): void {
    const { Queues } = resource.properties as PolicyProperties;
    for (const url of Queues) {
      const name = url.slice(url.lastIndexOf('/') + 1);
      // Taken away with its queue, it has nothing left to be taken from.
      if (policy === '' && !queues.find(name)) continue;
      inTemplate(resource, () => queues.change(name, { Policy: policy }));
    }
  }

  return {
    create(resource: Resource): Created {
      switch (resource.type) {
        case 'AWS::SQS::Queue':
          return createQueue(resource);
        case 'AWS::SQS::QueuePolicy':
          allowProperties(resource, ['Queues', 'PolicyDocument']);
          setPolicy(resource, (resource.properties as PolicyProperties).PolicyDocument);
          return { ref: runtime.nameFor(resource.logicalId) };
        default:
          throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      }
    },

    delete(resource: Resource): void {
      if (resource.type === 'AWS::SQS::QueuePolicy') setPolicy(resource, '');
      else if (queues.find(nameFor(resource))) queues.delete(nameFor(resource));
    },
  };
}

/** What the service refuses, the template is told by the resource's name. */
function inTemplate(resource: Resource, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TemplateError(resource.logicalId, error.message);
  }
}
