import type { Logger } from '@aws-lambda-powertools/logger';
import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PROFILE } from '../../model/profile-row.ts';
import { eraseEngagements } from './engagements.ts';
import type { TimeLeft } from './progress.ts';
import { eraseVideos } from './videos.ts';

export interface EraseAccountDependencies {
  readonly client: DynamoDBDocumentClient;
  readonly tables: { readonly accounts: string; readonly engagements: string; readonly videos: string };
  readonly logger: Pick<Logger, 'info'>;
}

/** What one call has deleted. */
export interface Erased {
  readonly userId: string;
  readonly profile: boolean;
  readonly engagements: number;
  readonly videos: number;
  /** Whether nothing is left. If not, call again: it goes on from there. */
  readonly complete: boolean;
}

/**
 * Deletes what the tables hold of a person. What follows from the rows (files, shelves, counts) is settled by the
 * tables' streams. It may be repeated, and be called again while it is at work. Of the table `Accounts` it is the profile
 * alone: records of payments are kept by law, and the membership with them, as it follows from the orders and the next
 * refund would write it anew. None of them has more of the person than a `sub` that nobody has any more.
 */
export const eraseAccount =
  ({ client, tables, logger }: EraseAccountDependencies) =>
  async (userId: string, timeLeft: TimeLeft): Promise<Erased> => {
    const profile = await eraseProfile(client, tables.accounts, userId);
    const engagements = await eraseEngagements(client, tables.engagements, userId, timeLeft);
    const videos = await eraseVideos(client, tables.videos, userId, timeLeft);
    const erased: Erased = {
      userId,
      profile,
      engagements: engagements.count,
      videos: videos.count,
      complete: engagements.complete && videos.complete,
    };
    logger.info('An account was erased', { ...erased });
    return erased;
  };

/** @returns whether there was one */
async function eraseProfile(
  client: DynamoDBDocumentClient,
  TableName: string,
  userId: string,
): Promise<boolean> {
  const { Attributes } = await client.send(
    new DeleteCommand({ TableName, Key: { userId, record: PROFILE }, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes !== undefined;
}
