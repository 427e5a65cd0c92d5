import { database, type Item, type KeyElement } from '../dynalite.ts';
import type { Change } from '../overlay.ts';

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A record as `GetRecords` answers it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  /** Only for what DynamoDB itself deleted because its time to live was over. */
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: 'Service' };
}

const BY_DYNAMODB = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } as const;

export function createRecord(
  { before, after, expired }: Change,
  about: {
    readonly id: string;
    readonly region: string;
    readonly keySchema: readonly KeyElement[];
    readonly viewType: StreamViewType;
    readonly sequenceNumber: string;
    /** Milliseconds since the epoch. */
    readonly now: number;
  },
): StreamRecord {
  const { viewType } = about;
  const image = (after ?? before)!;
  const Keys = Object.fromEntries(
    about.keySchema.map(({ AttributeName }) => [AttributeName, image[AttributeName]!]),
  );
  const NewImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const OldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  const sizes = [Keys, NewImage, OldImage].map((one) => (one ? database.itemSize(one) : 0));
  return {
    eventID: about.id,
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: about.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(about.now / 1000),
      Keys,
      ...(NewImage && { NewImage }),
      ...(OldImage && { OldImage }),
      SequenceNumber: about.sequenceNumber,
      SizeBytes: sizes.reduce((sum, size) => sum + size, 0),
      StreamViewType: viewType,
    },
    ...(expired && { userIdentity: BY_DYNAMODB }),
  };
}
