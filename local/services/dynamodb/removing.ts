import type { Keyspace, Request, Store } from './dynalite.ts';

interface Section {
  readonly type: 'set' | 'remove' | 'add' | 'delete';
}

/** Whether an update takes away and gives nothing: DynamoDB makes no new item for it, as it does for any other. */
export function onlyRemoves({ _updates, AttributeUpdates }: Request): boolean {
  const sections = (_updates as { readonly sections: readonly Section[] } | undefined)?.sections;
  if (sections) return sections.every(({ type }) => type === 'remove' || type === 'delete');
  const updates = Object.values((AttributeUpdates ?? {}) as Record<string, { readonly Action?: string }>);
  return updates.length > 0 && updates.every(({ Action }) => Action === 'DELETE');
}

/**
 * A store on which an update changes what is there, and writes nothing where nothing is.
 *
 * @param onMissing told that there is no such item
 */
export function withoutCreating(store: Store, onMissing: () => void): Store {
  let isMissing = false;
  const guarded = (keyspace: Keyspace, isTable: boolean): Keyspace => ({
    ...keyspace,
    get: (key, callback) =>
      keyspace.get(key, (error, item) => {
        if (isTable && item === undefined) {
          isMissing = true;
          onMissing();
        }
        callback(error, item);
      }),
    put: (key, item, callback) => (isMissing ? callback(null) : keyspace.put(key, item, callback)),
  });
  return {
    ...store,
    getItemDb: (table) => guarded(store.getItemDb(table), true),
    getIndexDb: (type, table, index) => guarded(store.getIndexDb(type, table, index), false),
  };
}
