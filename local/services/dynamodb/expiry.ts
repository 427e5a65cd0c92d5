import type { Clock } from '../../runtime/clock.ts';
import { AwsError } from '../../runtime/errors.ts';
import { checkRequest, type Item } from './dynalite.ts';
import { itemRows } from './storage.ts';
import type { Tables } from './tables.ts';
import { expiredTokens, TOKEN_ROWS, type TokenRow } from './transactions.ts';
import type { Writes } from './writes.ts';

/**
 * Deletes what is past its time: items by their table's time-to-live attribute (seconds since the
 * epoch, at most five years ago, as in DynamoDB) and the tokens of old transactions.
 */
export async function deleteExpired(tables: Tables, writes: Writes, clock: Clock): Promise<void> {
  for (const table of tables.all()) {
    const { description, timeToLive } = table;
    if (!timeToLive?.Enabled) continue;
    const attribute = timeToLive.AttributeName;
    for await (const items of tables.storage.chunks<Item>(itemRows(description.TableName))) {
      for (const item of items) {
        if (!isExpired(item[attribute]?.N, clock.now())) continue;
        const Key = Object.fromEntries(
          description.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
        );
        // Only if it has not been given more time since it was read.
        const input = {
          TableName: description.TableName,
          Key,
          ConditionExpression: '#ttl = :read',
          ExpressionAttributeNames: { '#ttl': attribute },
          ExpressionAttributeValues: { ':read': item[attribute] },
        };
        await writes
          .expire(checkRequest('DeleteItem', input, tables.storage.committed))
          .catch(unlessConditionFailed);
      }
    }
  }
  for await (const tokens of tables.storage.chunks<TokenRow>(TOKEN_ROWS))
    await tables.storage.commit(expiredTokens(tokens, clock.now()));
}

const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 3600;

function isExpired(value: unknown, now: number): boolean {
  if (typeof value !== 'string') return false;
  const seconds = now / 1000;
  return Number(value) <= seconds && Number(value) > seconds - FIVE_YEARS_SECONDS;
}

function unlessConditionFailed(error: unknown): void {
  if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
}
