import { GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { VideoRow } from '../../model/video-row.ts';
import { noSuchVideo } from './request-error.ts';

/** The table `Videos`, as a function reaches it. */
export interface VideosTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** DynamoDB refuses keys that are larger than this. */
const KEY_MAX_BYTES = 2_048;

/** Whether a video of this id can exist at all: DynamoDB answers any other key with an error. */
export const isPossibleId = (id: string) => id !== '' && Buffer.byteLength(id) <= KEY_MAX_BYTES;

/** The row as it is now, not as it may have been a moment ago. */
export async function readVideo(table: VideosTable, id: string): Promise<VideoRow | undefined> {
  if (!isPossibleId(id)) return undefined;
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true }),
  );
  return Item as VideoRow | undefined;
}

/** The row, for its owner; for anyone else there is none. */
export async function readOwnVideo(table: VideosTable, id: string, ownerId: string): Promise<VideoRow> {
  const row = await readVideo(table, id);
  if (row?.ownerId !== ownerId) throw noSuchVideo();
  return row;
}
