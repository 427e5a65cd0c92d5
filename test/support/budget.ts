import { callsDuring } from './calls.ts';
import type { Outputs } from './stack.ts';

/** What operations cost in calls: told to tests, and printed as a table for people. */
export interface Budget {
  /** Runs an operation, notes it in the table, and answers its calls to DynamoDB and Lambda. */
  cost(operation: string, work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>>;
  /** Notes in the table what was counted otherwise. */
  note(operation: string, calls: string): void;
  print(): void;
}

/** Followers of the tables' streams: what they do comes later, and is counted by itself. */
const FOLLOWERS = /^(Catalogue|Engagement|Erasure)[A-Z]/;

export function budget(outputs: () => Outputs): Budget {
  const table: [string, { readonly calls: string }][] = [];
  const note = (operation: string, calls: string) => void table.push([operation, { calls }]);
  return {
    async cost(operation, work) {
      const calls = [...(await callsDuring(outputs(), work))].filter(
        ([call]) => / (dynamodb|lambda):/.test(call) && !FOLLOWERS.test(call),
      );
      note(operation, calls.map(([call, times]) => `${times} × ${call}`).join(', '));
      return Object.fromEntries(calls);
    },
    note,
    print: () => console.table(Object.fromEntries(table)),
  };
}
