import { join } from 'node:path';
import { AwsError, TemplateError } from '../../runtime/errors.ts';
import type { SqsPeer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource, Service } from '../../runtime/service.ts';
import { sqsApi } from './api.ts';
import { authorizeQueue } from './authorize.ts';
import type { MessageAttributes } from './digest.ts';
import { createQueues, nameOf } from './queues.ts';
import { openSqsStore } from './store.ts';

const EXPIRE_MS = 60_000;

/** Properties of a queue that are its attributes too, by the same name. */
const ATTRIBUTES = [
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

/** Amazon SQS: standard queues, durable in SQLite; long polls are woken inside the process. */
export function createSqs(runtime: Runtime): Service & SqsPeer {
  const store = openSqsStore(join(runtime.directory('sqs'), 'sqs.sqlite'));
  const queues = createQueues(store, runtime);
  const urlOf = (name: string) => `${runtime.urls.aws}/${runtime.accountId}/${name}`;
  const sweeper = setInterval(() => {
    try {
      queues.expire();
    } catch (error) {
      runtime.log.fault('sqs', error);
    }
  }, EXPIRE_MS).unref();

  function createQueue(resource: Resource): Created {
    allowProperties(resource, [...ATTRIBUTES, 'QueueName', 'Tags']);
    const properties = resource.properties as Readonly<Record<string, unknown>>;
    const name = String(properties['QueueName'] ?? runtime.nameFor(resource.logicalId, { maxLength: 80 }));
    const attributes = Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, properties[attribute]]));
    // A dead-letter queue that the template declares stands before this one: its ARN comes from it.
    inTemplate(resource, () => queues.create(name, attributes));
    const url = urlOf(name);
    return { ref: url, attributes: { Arn: queues.arnOf(name), QueueName: name, QueueUrl: url } };
  }

  function createPolicy(resource: Resource): Created {
    const { Queues, PolicyDocument } = resource.properties as {
      Queues: readonly string[];
      PolicyDocument: object;
    };
    for (const url of Queues)
      inTemplate(resource, () =>
        queues.change(url.slice(url.lastIndexOf('/') + 1), { Policy: PolicyDocument }),
      );
    return { ref: runtime.nameFor(resource.logicalId) };
  }

  /** The name of the queue, once the caller may do `action` to it. */
  function target(queueArn: string, action: string, caller: Principal): string {
    const name = nameOf(queueArn);
    authorizeQueue(runtime, queues, name, action, caller);
    return name;
  }

  return {
    start: () => queues.releaseInFlight(),

    create(resource) {
      switch (resource.type) {
        case 'AWS::SQS::Queue':
          return createQueue(resource);
        case 'AWS::SQS::QueuePolicy':
          return createPolicy(resource);
        default:
          throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      }
    },

    connect: () => queues.expire(),

    stop() {
      clearInterval(sweeper);
      queues.close();
      store.close();
    },

    handle: sqsApi(runtime, queues, urlOf),

    async sendMessage(queueArn, body, caller, attributes = {}) {
      const name = target(queueArn, 'SendMessage', caller);
      return queues.send(name, [{ body, attributes: attributes as MessageAttributes }], caller)[0]!.messageId;
    },

    async receiveMessages(queueArn, options, caller) {
      return queues.receive(target(queueArn, 'ReceiveMessage', caller), options);
    },

    async deleteMessage(queueArn, receiptHandle, caller) {
      queues.remove(target(queueArn, 'DeleteMessage', caller), receiptHandle);
    },

    async changeVisibility(queueArn, receiptHandle, seconds, caller) {
      queues.changeVisibility(target(queueArn, 'ChangeMessageVisibility', caller), receiptHandle, seconds);
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
