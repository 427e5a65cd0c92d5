import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { NOW } from '../shared/testing.ts';

type Attributes = Partial<Omit<EngagementRow, 'userId' | 'videoId'>>;

/** For tests alone: what the stream says of one person's row and video. */
export function record(
  videoId: string,
  sequence: number | bigint,
  before: Attributes | undefined,
  after: Attributes | undefined,
  at = NOW,
): DynamoDBRecord {
  const keys = { userId: 'a person', videoId };
  const image = (attributes: Attributes | undefined) =>
    attributes && (marshall({ ...keys, ...attributes }, { removeUndefinedValues: true }) as never);
  return {
    eventID: `event ${sequence}`,
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1_000),
      Keys: marshall(keys) as never,
      SequenceNumber: String(sequence),
      OldImage: image(before),
      NewImage: image(after),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

export const LIKED: Attributes = { likedAt: '2026-01-31T09:30:00.000Z' };
