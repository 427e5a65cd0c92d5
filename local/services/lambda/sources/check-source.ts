import { AwsError, TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { roleOf } from '../function.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import type { Mapping } from './mapping.ts';

const QUEUE_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream'];

/** Refuses what `CreateEventSourceMapping` refuses: a role that may not read, a queue that hides for too short. */
export async function checkSource(
  runtime: Runtime,
  { logicalId, sourceArn, stream }: Mapping,
  definition: FunctionDefinition,
): Promise<void> {
  const caller = roleOf(runtime, definition);
  const need = (action: string, resource: string, refusal: string) => {
    try {
      runtime.peers.iam.authorize({ caller, action, resource });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new TemplateError(logicalId, refusal);
    }
  };
  if (stream) {
    const refusal =
      `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
      'DescribeStream, and ListStreams Actions on your stream in IAM.';
    for (const action of STREAM_ACTIONS) need(`dynamodb:${action}`, sourceArn, refusal);
    need('dynamodb:ListStreams', '*', refusal);
    if (stream.onFailure)
      need(
        'sqs:SendMessage',
        stream.onFailure,
        `The function execution role does not have permissions to call SendMessage on SQS`,
      );
    return;
  }
  for (const action of QUEUE_ACTIONS)
    need(
      `sqs:${action}`,
      sourceArn,
      `The function execution role does not have permissions to call ${action} on SQS`,
    );
  const { VisibilityTimeout } = await runtime.peers.sqs.queueAttributes(sourceArn, caller);
  const timeout = definition.timeoutMs / 1000;
  if (Number(VisibilityTimeout) < timeout)
    throw new TemplateError(
      logicalId,
      `Queue visibility timeout: ${VisibilityTimeout} seconds is less than Function timeout: ${timeout} seconds`,
    );
}
