import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

/** What a deleted row told of its files. Somebody may have broken it by hand: what is no text is left out. */
export interface DeletedVideo {
  readonly id: string;
  readonly version: string;
  readonly status?: string;
  readonly jobId?: string;
  readonly earlyJobId?: string;
  /** Of an upload in parts. */
  readonly uploadId?: string;
  readonly posterToken?: string;
  readonly posterKey?: string;
  /** Missing when nobody could ever watch it. */
  readonly publishedAt?: string;
}

/** The videos whose rows were deleted, as they were then. A row that never was a video has no files. */
export const deletedVideos = ({ Records }: DynamoDBStreamEvent): DeletedVideo[] =>
  Records.filter(({ eventName }) => eventName === 'REMOVE')
    .map(({ dynamodb }) => unmarshall((dynamodb?.OldImage ?? {}) as Record<string, AttributeValue>))
    .flatMap(({ id, version, upload, ...others }) => {
      const { uploadId } = (upload ?? {}) as Record<string, unknown>;
      const texts = Object.entries({ ...others, uploadId }).filter(
        ([name, value]) => TEXTS.includes(name) && isText(value),
      );
      return isText(id) ? [{ id, version: String(version), ...Object.fromEntries(texts) }] : [];
    });

const TEXTS = ['status', 'jobId', 'earlyJobId', 'uploadId', 'posterToken', 'posterKey', 'publishedAt'];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
