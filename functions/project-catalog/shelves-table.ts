import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { placementKey, type Placement } from '../../model/placement.ts';
import type { Change } from './plan.ts';

/** The table `Shelves`, as far as one video's placement is concerned. */
export interface Placements {
  /** As it is now, not as it may have been a moment ago. */
  read(videoId: string): Promise<Placement | undefined>;
  /** Makes the change, all of it; false, and nothing is written, when the placement is not that of `from` any more. */
  apply(change: Change): Promise<boolean>;
}

export function placementsOf(client: DynamoDBDocumentClient, TableName: string): Placements {
  return {
    async read(videoId) {
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: placementKey(videoId), ConsistentRead: true }),
      );
      return placementOf(Item);
    },

    async apply({ from, to, puts, deletes }) {
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName, Item: to, ...unchanged(from) } },
              ...puts.map((Item) => ({ Put: { TableName, Item } })),
              ...deletes.map(({ shelf, position }) => ({
                Delete: { TableName, Key: { shelf, position } },
              })),
            ],
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException && wasOvertaken(error)) return false;
        throw error;
      }
    },
  };
}

/** A row that somebody broke by hand counts as none, or as one that says nothing: the next change makes it whole. */
export function placementOf(item: Readonly<Record<string, unknown>> | undefined): Placement | undefined {
  if (typeof item?.['revision'] !== 'number') return undefined;
  const { version, shelves, place } = item;
  const isWhole =
    typeof version === 'number' &&
    Array.isArray(shelves) &&
    shelves.every((shelf) => typeof shelf === 'string') &&
    (shelves.length === 0 || typeof place === 'string');
  return (isWhole ? item : { ...item, version: -1, shelves: [], place: undefined }) as unknown as Placement;
}

const unchanged = (from: Placement | undefined) =>
  from
    ? { ConditionExpression: 'revision = :seen', ExpressionAttributeValues: { ':seen': from.revision } }
    : { ConditionExpression: 'attribute_not_exists(revision)' };

/** Somebody else wrote the same rows before, or at this moment; anything else is no reason to look again. */
const wasOvertaken = ({ CancellationReasons = [] }: TransactionCanceledException) =>
  CancellationReasons.every(({ Code = 'None' }) =>
    ['None', 'ConditionalCheckFailed', 'TransactionConflict'].includes(Code),
  );
