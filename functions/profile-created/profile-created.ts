import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { displayName } from '../../model/display-name.ts';
import { PROFILE, type ProfileRow } from '../../model/profile-row.ts';

export interface ProfileCreatedDependencies {
  readonly client: DynamoDBDocumentClient;
  readonly accountsTable: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Runs after sign-up, and again after a forgotten password: a profile that is there stays as it is. */
export const profileCreated =
  ({ client, accountsTable, now }: ProfileCreatedDependencies) =>
  async (event: PostConfirmationTriggerEvent): Promise<PostConfirmationTriggerEvent> => {
    const { sub, name, preferred_username: preferredUsername } = event.request.userAttributes;
    if (!sub) throw new Error('Cognito confirmed a user without a sub.');
    const profile: ProfileRow = {
      userId: sub,
      record: PROFILE,
      displayName: displayName(sub, [name, preferredUsername]),
      createdAt: new Date(now()).toISOString(),
    };
    try {
      await client.send(
        new PutCommand({
          TableName: accountsTable,
          Item: profile,
          ConditionExpression: 'attribute_not_exists(userId)',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    return event;
  };
