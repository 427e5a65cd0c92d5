import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { VideoRow } from '../../model/video-row.ts';
import { isPossibleId, type VideosTable } from './videos.ts';

export type VideoUpdate = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export type UpdateResult =
  | { readonly applied: true; readonly row: VideoRow }
  /** The condition did not hold. `row` is what is there instead; undefined when there is nothing. */
  | { readonly applied: false; readonly row: VideoRow | undefined };

/** One conditional write, and in the same call what the row is after it, or why it was refused. */
export async function updateVideo(
  table: VideosTable,
  id: string,
  update: VideoUpdate,
): Promise<UpdateResult> {
  if (!isPossibleId(id)) return { applied: false, row: undefined };
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { id },
        ...update,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { applied: true, row: Attributes as VideoRow };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { applied: false, row: error.Item && (unmarshall(error.Item) as VideoRow) };
  }
}
