import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { DeletedVideo } from './delete-files.ts';

/** The videos whose rows were deleted, as they were then. A row that never was a video has no files. */
export const deletedVideos = ({ Records }: DynamoDBStreamEvent): DeletedVideo[] =>
  Records.filter(({ eventName }) => eventName === 'REMOVE')
    .map(({ dynamodb }) => unmarshall((dynamodb?.OldImage ?? {}) as Record<string, AttributeValue>))
    .filter((row) => typeof row['id'] === 'string')
    .map((row) => ({ ...row, upload: row['upload'] ?? {} }) as DeletedVideo);
