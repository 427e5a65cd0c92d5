import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
  type PutCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

/*
 * For tests alone: `TransactWriteItems` for an engine that does not know it. The conditions are the engine's own; what was
 * written is taken back when one of them does not hold. Nobody may look in between.
 */

type Item = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Row = Readonly<Record<string, unknown>>;

/** @param keyNames of the table's key */
export async function transactWrite(
  client: DynamoDBDocumentClient,
  keyNames: readonly string[],
  { TransactItems = [] }: TransactWriteCommandInput,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  const codes: string[] = [];
  for (const item of TransactItems) {
    const TableName = tableOf(item);
    try {
      const before = await write(client, item);
      const Key = keyOf(item, keyNames);
      const takeBack = () =>
        before
          ? client.send(new PutCommand({ TableName, Item: before }))
          : client.send(new DeleteCommand({ TableName, Key }));
      if (item.ConditionCheck) await takeBack();
      else undo.unshift(takeBack);
      codes.push('None');
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      codes.push('ConditionalCheckFailed');
    }
  }
  if (codes.every((code) => code === 'None')) return;
  for (const takeBack of undo) await takeBack();
  throw new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

const tableOf = ({ Put, Update, Delete, ConditionCheck }: Item) =>
  (Put ?? Update ?? Delete ?? ConditionCheck)!.TableName;

function keyOf({ Put, Update, Delete, ConditionCheck }: Item, keyNames: readonly string[]): Row {
  const row: Row = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)!.Key!;
  return Object.fromEntries(keyNames.map((name) => [name, row[name]]));
}

/** @returns the row as it was before */
async function write(
  client: DynamoDBDocumentClient,
  { Put, Update, Delete, ConditionCheck }: Item,
): Promise<Row | undefined> {
  const old = { ReturnValues: 'ALL_OLD' } as const;
  if (Put) return (await client.send(new PutCommand({ ...(Put as PutCommandInput), ...old }))).Attributes;
  if (Delete) return (await client.send(new DeleteCommand({ ...Delete, ...old }))).Attributes;
  // An update that changes nothing is a check.
  return (await client.send(new UpdateCommand({ ...(Update ?? ConditionCheck)!, ...old }))).Attributes;
}
