/** What an update does to one attribute, as AppSync's `operations` write it down. */
export type Operation =
  | { readonly type: 'OPERATION_ADD' | 'OPERATION_REPLACE'; readonly value: unknown }
  | { readonly type: 'OPERATION_REMOVE' }
  | { readonly type: 'OPERATION_INCREMENT' | 'OPERATION_DECREMENT'; readonly by: number }
  | { readonly type: 'OPERATION_APPEND' | 'OPERATION_PREPEND'; readonly items: readonly unknown[] }
  | { readonly type: 'OPERATION_UPDATE_LIST_ITEM'; readonly value: unknown; readonly index: number };

export const operations = {
  add: (value: unknown): Operation => ({ type: 'OPERATION_ADD', value }),
  remove: (): Operation => ({ type: 'OPERATION_REMOVE' }),
  replace: (value: unknown): Operation => ({ type: 'OPERATION_REPLACE', value }),
  increment: (by = 1): Operation => ({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by = 1): Operation => ({ type: 'OPERATION_DECREMENT', by }),
  append: (items: readonly unknown[]): Operation => ({ type: 'OPERATION_APPEND', items }),
  prepend: (items: readonly unknown[]): Operation => ({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (value: unknown, index: number): Operation => ({
    type: 'OPERATION_UPDATE_LIST_ITEM',
    value,
    index,
  }),
};

const TYPES: ReadonlySet<unknown> = new Set([
  'OPERATION_ADD',
  'OPERATION_REMOVE',
  'OPERATION_REPLACE',
  'OPERATION_INCREMENT',
  'OPERATION_DECREMENT',
  'OPERATION_APPEND',
  'OPERATION_PREPEND',
  'OPERATION_UPDATE_LIST_ITEM',
]);

export const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && TYPES.has((value as { type?: unknown }).type);
