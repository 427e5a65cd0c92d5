import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { SqsError } from '../errors.ts';
import { pickAttributes } from '../pick-attributes.ts';
import type { QueueInput, SqsContext } from './context.ts';
import { inRange, required, target } from './target.ts';

interface QueueChange extends QueueInput {
  readonly QueueName?: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  /** `tags` of CreateQueue and `Tags` of TagQueue: both names are AWS's. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly TagKeys?: readonly string[];
  readonly AttributeNames?: readonly string[];
}

interface ListInput extends QueueInput {
  readonly QueueNamePrefix?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Attributes that a queue has only when they were set. */
const OPTIONAL_ATTRIBUTES = new Set([
  'All',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
]);

const MOST_RESULTS = 1000;

export function queueOperations(
  context: SqsContext,
  attributesOf: (name: string) => Record<string, string>,
): JsonOperations {
  const { queues, urlOf, authorize } = context;

  return {
    GetQueueAttributes(input: QueueChange, call: AwsCall) {
      const name = target(context, input, call, 'GetQueueAttributes');
      const { AttributeNames = [] } = input;
      const attributes = attributesOf(name);
      const unknown = AttributeNames.find(
        (wanted) => !(wanted in attributes) && !OPTIONAL_ATTRIBUTES.has(wanted),
      );
      if (unknown) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      return { Attributes: pickAttributes(attributes, AttributeNames) };
    },

    SetQueueAttributes(input: QueueChange, call: AwsCall) {
      queues.change(
        target(context, input, call, 'SetQueueAttributes'),
        required('Attributes', input.Attributes),
      );
    },

    GetQueueUrl({ QueueName }: QueueChange, call: AwsCall) {
      const name = required('QueueName', QueueName);
      authorize(name, 'GetQueueUrl', call);
      return { QueueUrl: urlOf(queues.get(name).name) };
    },

    ListQueues(input: ListInput, call: AwsCall) {
      authorize('*', 'ListQueues', call);
      const { QueueNamePrefix = '' } = input;
      const names = queues.all().map(({ name }) => name);
      const { page, NextToken } = pageOf(
        names.filter((name) => name.startsWith(QueueNamePrefix)),
        input,
      );
      return { ...(page.length > 0 && { QueueUrls: page.map(urlOf) }), NextToken };
    },

    CreateQueue({ QueueName, Attributes = {}, tags = {} }: QueueChange, call: AwsCall) {
      const name = required('QueueName', QueueName);
      authorize(name, 'CreateQueue', call);
      if (Object.keys(tags).length > 0) authorize(name, 'TagQueue', call);
      return { QueueUrl: urlOf(queues.create(name, Attributes, tags).name) };
    },

    DeleteQueue: (input: QueueInput, call: AwsCall) =>
      queues.delete(target(context, input, call, 'DeleteQueue')),

    PurgeQueue: (input: QueueInput, call: AwsCall) =>
      queues.purge(target(context, input, call, 'PurgeQueue')),

    ListDeadLetterSourceQueues(input: ListInput, call: AwsCall) {
      const name = target(context, input, call, 'ListDeadLetterSourceQueues');
      const { page, NextToken } = pageOf(
        queues.sourcesOf(name).map((source) => source.name),
        input,
      );
      return { queueUrls: page.map(urlOf), NextToken };
    },

    TagQueue: (input: QueueChange, call: AwsCall) =>
      queues.tag(target(context, input, call, 'TagQueue'), required('Tags', input.Tags)),

    UntagQueue: (input: QueueChange, call: AwsCall) =>
      queues.untag(target(context, input, call, 'UntagQueue'), required('TagKeys', input.TagKeys)),

    ListQueueTags: (input: QueueInput, call: AwsCall) => ({
      Tags: queues.get(target(context, input, call, 'ListQueueTags')).tags,
    }),
  };
}

/** One page of names in order. Its token is where it ends, so queues that come and go meanwhile move nothing. */
function pageOf(names: readonly string[], { MaxResults, NextToken }: ListInput) {
  const size = inRange('MaxResults', MaxResults ?? MOST_RESULTS, 1, MOST_RESULTS);
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = [...names].sort().filter((name) => name > after);
  const page = rest.slice(0, size);
  // Who asks for no size gets no pages.
  const more = MaxResults !== undefined && rest.length > size;
  return { page, NextToken: more ? Buffer.from(page.at(-1)!).toString('base64url') : undefined };
}
