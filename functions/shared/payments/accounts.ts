import { GetCommand, paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MEMBERSHIP, type MembershipRow } from '../../../model/membership.ts';
import { MEMBERSHIP_AND_ORDERS, orderRecord } from '../../../model/payment-keys.ts';
import type { PaymentOrderRow } from '../../../model/payment-order.ts';

/** The table `Accounts`, as a function reaches it. All of it is read as it is now, not as it may have been a moment ago. */
export interface AccountsTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** Whose an order is. */
export interface OrderOwner {
  readonly ownerId: string;
  readonly orderId: string;
}

/** Undefined when the person has no such order, whoever else may have it. */
export const readOrder = (accounts: AccountsTable, userId: string, orderId: string) =>
  readRow<PaymentOrderRow>(accounts, userId, orderRecord(orderId));

export const readMembership = (accounts: AccountsTable, userId: string) =>
  readRow<MembershipRow>(accounts, userId, MEMBERSHIP);

async function readRow<Row>(
  { client, name }: AccountsTable,
  userId: string,
  record: string,
): Promise<Row | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: { userId, record }, ConsistentRead: true }),
  );
  return Item as Row | undefined;
}

/** A person's membership, and all orders that it follows from. */
export interface MembershipAndOrders {
  readonly membership?: MembershipRow;
  readonly orders: readonly PaymentOrderRow[];
}

/** The membership is read first: as long as its version stays, so do all orders that count. */
export async function readMembershipAndOrders(
  accounts: AccountsTable,
  userId: string,
): Promise<MembershipAndOrders> {
  const rows = await readRange<MembershipRow | PaymentOrderRow>(accounts, userId, MEMBERSHIP_AND_ORDERS);
  const membership = rows.find((row) => row.record === MEMBERSHIP) as MembershipRow | undefined;
  const orders = rows.filter((row): row is PaymentOrderRow => row.record !== MEMBERSHIP);
  return { ...(membership && { membership }), orders };
}

/** All rows of a partition from the first record to the last. */
export async function readRange<Row>(
  { client, name }: AccountsTable,
  userId: string,
  [first, last]: readonly [string, string],
): Promise<readonly Row[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      KeyConditionExpression: 'userId = :userId AND #record BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: { ':userId': userId, ':first': first, ':last': last },
      ConsistentRead: true,
    },
  );
  const rows: Row[] = [];
  for await (const { Items = [] } of pages) rows.push(...(Items as Row[]));
  return rows;
}
