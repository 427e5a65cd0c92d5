import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { NOW } from '../shared/testing.ts';
import { profileCreated } from './profile-created.ts';

/** A table of one key, which is all that this function writes. */
function accounts() {
  const rows = new Map<string, unknown>();
  const client = {
    send: async ({ input }: PutCommand) => {
      const key = String(input.Item?.['userId']);
      if (rows.has(key)) throw new ConditionalCheckFailedException({ message: 'there', $metadata: {} });
      rows.set(key, input.Item);
    },
  } as unknown as DynamoDBDocumentClient;
  return { rows, run: profileCreated({ client, accountsTable: 'Accounts', now: () => NOW }) };
}

const confirmed = (userAttributes: Record<string, string>) =>
  ({
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    request: { userAttributes },
    response: {},
  }) as unknown as PostConfirmationTriggerEvent;

test('a confirmed person has a profile, and Cognito gets its event back', async () => {
  const { rows, run } = accounts();
  const event = confirmed({ sub: 'user-1', name: 'Ada', email: 'ada@example.com' });
  expect(await run(event)).toBe(event);
  expect(rows.get('user-1')).toEqual({
    userId: 'user-1',
    record: 'PROFILE',
    displayName: 'Ada',
    createdAt: '2026-01-31T09:30:00.000Z',
  });
});

test('twice is once', async () => {
  const { rows, run } = accounts();
  await run(confirmed({ sub: 'user-1', name: 'Ada' }));
  const event = confirmed({ sub: 'user-1', name: 'Someone else' });
  expect(await run(event)).toBe(event);
  expect(rows.get('user-1')).toMatchObject({ displayName: 'Ada' });
});

test('an e-mail address is in no profile', async () => {
  const { rows, run } = accounts();
  await run(confirmed({ sub: 'user-1', name: 'ada@example.com', email: 'ada@example.com' }));
  expect(JSON.stringify(rows.get('user-1'))).not.toContain('ada');
});
