import { AwsError } from '../../../runtime/errors.ts';
import type { Peers } from '../../../runtime/peers.ts';

/** Tokens are JSON of their claims after `jwt:`; anything else is none. */
export const plainTokens: Peers['cognito'] = {
  verifyToken: (token) => {
    if (!token.startsWith('jwt:')) return Promise.reject(new AwsError('MalformedToken', 'not a token', 401));
    const claims = JSON.parse(Buffer.from(token.slice(4), 'base64url').toString()) as Record<string, unknown>;
    if (claims['expired']) return Promise.reject(new AwsError('ExpiredToken', 'expired', 401));
    if (claims['wrong']) return Promise.reject(new AwsError('InvalidToken', 'of another pool', 401));
    return Promise.resolve(claims);
  },
};

export const token = (claims: Record<string, unknown>): string =>
  `jwt:${Buffer.from(JSON.stringify({ sub: 'sub-1', iss: 'pool', ...claims })).toString('base64url')}`;

type Item = Record<string, Record<string, unknown>>;

/** A table with the key `id`: as much of DynamoDB as the resolvers of the tests use. */
export function memoryTable(): {
  peer: Peers['dynamodb'];
  items: Map<string, Item>;
  calls: [string, unknown][];
} {
  const items = new Map<string, Item>();
  const calls: [string, unknown][] = [];
  const idOf = (key: Item) => String(key['id']?.['S']);
  const operations: Record<string, (input: Record<string, unknown>) => unknown> = {
    GetItem: ({ Key }) => ({ Item: items.get(idOf(Key as Item)) }),
    PutItem: ({ Item, ConditionExpression }) => {
      if (ConditionExpression && items.has(idOf(Item as Item)))
        throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
      items.set(idOf(Item as Item), Item as Item);
      return {};
    },
    DeleteItem: ({ Key }) => {
      const Attributes = items.get(idOf(Key as Item));
      items.delete(idOf(Key as Item));
      return { Attributes };
    },
    Query: ({ Limit, ExclusiveStartKey }) => {
      const all = [...items.values()];
      const from = ExclusiveStartKey
        ? all.findIndex((item) => idOf(item) === idOf(ExclusiveStartKey as Item)) + 1
        : 0;
      const page = all.slice(from, from + Number(Limit ?? all.length));
      const more = from + page.length < all.length;
      return {
        Items: page,
        ScannedCount: page.length,
        ...(more && { LastEvaluatedKey: { id: page.at(-1)!['id'] } }),
      };
    },
  };
  return {
    items,
    calls,
    peer: {
      call: (operation, input: Record<string, unknown>) => {
        calls.push([operation, JSON.parse(JSON.stringify(input))]);
        const run = operations[operation];
        return new Promise((resolve) => resolve(run ? run(input) : {}));
      },
    },
  };
}

/** A function that runs here: what it throws is its error object. */
export function functionPeer(handler: (payload: never) => unknown): {
  peer: Peers['lambda'];
  payloads: unknown[];
} {
  const payloads: unknown[] = [];
  return {
    payloads,
    peer: {
      invoke: async (_arn, text) => {
        const payload: unknown = JSON.parse(text);
        payloads.push(payload);
        try {
          return { payload: JSON.stringify((await handler(payload as never)) ?? null) };
        } catch (error) {
          const { name, message } = error as Error;
          return {
            payload: JSON.stringify({ errorType: name, errorMessage: message }),
            functionError: 'Unhandled',
          };
        }
      },
    },
  };
}
