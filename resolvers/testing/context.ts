import type { Context } from '@aws-appsync/utils';
import type { VideoRow } from '../../model/video-row.ts';

/** Somebody signed in, who owns the videos of these tests; another one; and those who are nobody in particular. */
export const OWNER = { sub: 'owner', groups: ['creators'], claims: {} };
export const STRANGER = { sub: 'stranger', groups: null, claims: {} };
/** A guest has no identity, IAM one without a `sub`. */
export const GUESTS = [null, { userArn: 'arn', accountId: '1' }];

/** What a data source says that broke. */
export const BROKEN = { error: { message: 'Table arn:aws:… is throttled', type: 'DynamoDB:Throttling' } };

export const TABLES = {
  VIDEOS_TABLE: 'videos',
  ENGAGEMENTS_TABLE: 'engagements',
  ACCOUNTS_TABLE: 'accounts',
  DELIVERY_ORIGIN: 'https://cdn.example',
};

/** What AppSync hands to a handler: each test gives the part that its subject reads. */
export const context = <Args>(part: object = {}): Context<Args extends object ? Args : never> =>
  ({
    args: {},
    identity: OWNER,
    stash: {},
    env: TABLES,
    info: { selectionSetList: [] },
    ...part,
  }) as unknown as Context<Args extends object ? Args : never>;

/** A video that everybody may see. */
export const publicRow = (changes: Partial<VideoRow> = {}): VideoRow => ({
  id: 'v',
  ownerId: 'owner',
  ownerStatus: 'owner#READY',
  ownerVisibility: 'owner#PUBLIC',
  kind: 'SHORT',
  title: 'A title',
  genres: ['Drama'],
  language: 'en',
  visibility: 'PUBLIC',
  access: 'FREE',
  status: 'READY',
  version: 3,
  durationSeconds: 12.5,
  width: 1280,
  height: 720,
  renditions: [
    { name: '720p', width: 1280, height: 720, bitrate: 2_000_000, codec: 'avc1', container: 'fmp4' },
  ],
  createdAt: '2026-01-31T09:00:00.000Z',
  updatedAt: '2026-01-31T09:10:00.000Z',
  publishedAt: '2026-01-31T09:10:00.000Z',
  upload: {
    method: 'POST',
    filename: 'a.mp4',
    contentType: 'video/mp4',
    sizeBytes: 1_000,
    expiresAt: '2026-01-31T10:00:00.000Z',
  },
  ...changes,
});
