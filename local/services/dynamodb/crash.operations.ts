import type { Item } from './dynalite.ts';

/** The items of one lane by id. No other lane writes them. */
export type Model = ReadonlyMap<string, Item>;

/** One call, and what it does to the model. */
export interface Step {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The call is refused, as a whole. */
  readonly refused?: true;
  apply(model: Model): Model;
}

const TableName = 'Videos';
export const COUNTER = 'counter';

const keyOf = (id: string) => ({ id: { S: id } });
const withItem = (model: Model, item: Item) => new Map(model).set(String(item.id!.S), item);
const without = (model: Model, id: string) => new Map([...model].filter(([known]) => known !== id));

/** The n-th step of a lane: the same for the process that does it and for the one that judges. */
export function stepOf(seed: number, lane: string, n: number): Step {
  const random = randomFrom(hash(`${seed}/${lane}/${n}`));
  const id = () => `${lane}-${Math.floor(random() * 4)}`;
  const item = (name: string): Item => ({
    ...keyOf(name),
    n: { N: String(n) },
    ...(random() < 0.7 && { ownerId: { S: `owner-${Math.floor(random() * 3)}` } }),
    ...(random() < 0.7 && { createdAt: { S: String(Math.floor(random() * 100)) } }),
  });
  const [a, b, c] = [`${lane}-0`, `${lane}-1`, `${lane}-2`];
  const [first, second] = [item(a), item(b)];
  const name = id();
  const one = item(name);
  const steps: readonly Step[] = [
    {
      operation: 'PutItem',
      input: { TableName, Item: one },
      apply: (model) => withItem(model, one),
    },
    {
      operation: 'UpdateItem',
      input: {
        ...{ TableName, Key: keyOf(name), UpdateExpression: 'SET ownerId = :o REMOVE createdAt' },
        ExpressionAttributeValues: { ':o': { S: 'updated' } },
      },
      apply(model) {
        const before: Item = model.get(name) ?? keyOf(name);
        const { createdAt: _removed, ...rest } = before;
        return withItem(model, { ...rest, ownerId: { S: 'updated' } } as Item);
      },
    },
    {
      operation: 'DeleteItem',
      input: { TableName, Key: keyOf(name) },
      apply: (model) => without(model, name),
    },
    {
      operation: 'BatchWriteItem',
      input: {
        RequestItems: {
          [TableName]: [
            { PutRequest: { Item: first } },
            { PutRequest: { Item: second } },
            { DeleteRequest: { Key: keyOf(c) } },
          ],
        },
      },
      apply: (model) => without(withItem(withItem(model, first), second), c),
    },
    {
      operation: 'TransactWriteItems',
      input: {
        TransactItems: [
          { Put: { TableName, Item: first } },
          { Put: { TableName, Item: second } },
          { Delete: { TableName, Key: keyOf(c) } },
          {
            Update: {
              ...{ TableName, Key: keyOf(COUNTER), UpdateExpression: 'ADD n :one' },
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
        ],
      },
      apply: (model) => without(withItem(withItem(model, first), second), c),
    },
    {
      operation: 'TransactWriteItems',
      input: {
        TransactItems: [
          { Put: { TableName, Item: first } },
          { Delete: { TableName, Key: keyOf(c), ConditionExpression: 'n < n' } },
        ],
      },
      refused: true,
      apply: (model) => model,
    },
  ];
  return steps[Math.floor(random() * steps.length)]!;
}

/** Whether a step counts one up, beside what it does to its lane. */
export const counts = ({ operation, refused }: Step): boolean =>
  operation === 'TransactWriteItems' && !refused;

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
