import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

/** What a deleted row told of its files. Somebody may have broken it by hand: what is no text is left out. */
export interface DeletedVideo {
  readonly id: string;
  readonly version: string;
  readonly status?: string;
  readonly jobId?: string;
  /** Of an upload in parts. */
  readonly uploadId?: string;
  /** Missing when nobody could ever watch it. */
  readonly publishedAt?: string;
}

/** The videos whose rows were deleted, as they were then. A row that never was a video has no files. */
export const deletedVideos = ({ Records }: DynamoDBStreamEvent): DeletedVideo[] =>
  Records.filter(({ eventName }) => eventName === 'REMOVE')
    .map(({ dynamodb }) => unmarshall((dynamodb?.OldImage ?? {}) as Record<string, AttributeValue>))
    .flatMap(({ id, version, status, jobId, upload, publishedAt }) => {
      const { uploadId } = (upload ?? {}) as Record<string, unknown>;
      const texts = Object.entries({ status, jobId, uploadId, publishedAt }).filter(([, value]) =>
        isText(value),
      );
      return isText(id) ? [{ id, version: String(version), ...Object.fromEntries(texts) }] : [];
    });

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
