import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Takes messages off a queue until all that is wanted has come, or nothing more comes for a while.
 *
 * @param received how often each body came: what came before is counted on
 */
export async function receiveAll(
  client: SQSClient,
  QueueUrl: string,
  received: Map<string, number>,
  isEnough: (received: ReadonlyMap<string, number>) => boolean,
): Promise<void> {
  const quietSince = { at: Date.now() };
  while (!isEnough(received) && Date.now() - quietSince.at < 20_000) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) continue;
    quietSince.at = Date.now();
    for (const { Body = '' } of Messages) received.set(Body, (received.get(Body) ?? 0) + 1);
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}
