import { returnRules } from './table-rules.ts';
import {
  checkInput,
  checkRequest,
  validationError,
  type Request,
  type Store,
  type ValidatedOperation,
} from './dynalite.ts';

/** An operation's input as it came in: any JSON object. */
export type Input = Readonly<Record<string, unknown>>;

/** Largest expression in bytes. */
const EXPRESSION_SIZE = 4096;

/** Checks an input without looking at any table. What it answers can be run. */
export function parseRequest(operation: ValidatedOperation, input: Input, store: Store): Request {
  for (const [name, value] of Object.entries(input)) {
    if (!name.endsWith('Expression') || typeof value !== 'string') continue;
    const size = Buffer.byteLength(value);
    if (size > EXPRESSION_SIZE)
      throw validationError(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
  }
  return checkRequest(operation, input, store);
}

/** Checks what any call may ask for beside its answer, where dynalite does not. */
export function assertReturns(input: Input, store: Store): void {
  checkInput({ types: returnRules }, input, store);
}

/** `TableName` may be the table's ARN: the name is its last part. */
export function tableName(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('arn:')) return value;
  return value.slice(value.indexOf(':table/') + ':table/'.length);
}

export function withTableName(input: Input): Input {
  const name = tableName(input.TableName);
  return name === input.TableName ? input : { ...input, TableName: name };
}

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The `RequestItems` of a batch under the tables' names, and a way back to the names as they were sent. */
export function withTableNames(input: Input): { input: Input; restore(output: Input): Input } {
  const items = input.RequestItems;
  if (!isObject(items) || !Object.keys(items).some((name) => name.startsWith('arn:')))
    return { input, restore: (output) => output };
  const sent = new Map(Object.keys(items).map((name) => [String(tableName(name)), name]));
  const renamed = (map: unknown, rename: (name: string) => string) =>
    isObject(map)
      ? Object.fromEntries(Object.entries(map).map(([name, value]) => [rename(name), value]))
      : map;
  return {
    input: { ...input, RequestItems: renamed(items, (name) => String(tableName(name))) },
    restore: (output) =>
      Object.fromEntries(
        Object.entries(output).map(([name, value]) => [
          name,
          renamed(value, (table) => sent.get(table) ?? table),
        ]),
      ),
  };
}
