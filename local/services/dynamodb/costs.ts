import {
  addWrite,
  collectionMetrics,
  IN_TRANSACTION,
  noUnits,
  writeCapacity,
  type ConsumedCapacity,
} from './capacity.ts';
import type { Item, Request } from './dynalite.ts';
import type { Change } from './overlay.ts';
import type { Table } from './table.ts';
import type { Target } from './writes.ts';

type FindTable = (name: string) => Table | undefined;

/** What a call wrote: one entry for each target, in their order. */
export interface Written {
  readonly target: Target;
  /** Absent when nothing changed. */
  readonly change?: Change;
}

/** Brings together what a call meant to write and what came of it. */
export const writtenOf = (targets: readonly Target[], changes: readonly Change[]): readonly Written[] =>
  targets.map((target) => {
    const change = changes.find(({ table, key }) => table === target.table && key === target.key);
    return { target, ...(change && { change }) };
  });

/** Both parts of an answer that a write may ask for, by table. */
export function costsByTable(
  asked: Request,
  written: readonly Written[],
  findTable: FindTable,
  inTransaction = false,
) {
  const capacities: ConsumedCapacity[] = [];
  const metrics: Record<string, object[]> = {};
  const { ReturnConsumedCapacity, ReturnItemCollectionMetrics } = asked;
  if (ReturnConsumedCapacity === undefined && ReturnItemCollectionMetrics === undefined)
    return { capacities, metrics };
  for (const [name, some = []] of Object.entries(Object.groupBy(written, ({ target }) => target.table))) {
    const table = findTable(name)?.description;
    if (!table) continue;
    const units = noUnits();
    for (const { change } of some) addWrite(units, table, change ?? {}, inTransaction ? IN_TRANSACTION : 1);
    const capacity = writeCapacity(ReturnConsumedCapacity, name, units, inTransaction);
    if (capacity) capacities.push(capacity);
    const ofTable = some.flatMap(
      ({ change }) => collectionMetrics(ReturnItemCollectionMetrics, table, imageOf(change)) ?? [],
    );
    if (ofTable.length > 0) metrics[name] = ofTable;
  }
  return { capacities, metrics };
}

const imageOf = (change: Change | undefined): Item | undefined => change?.after ?? change?.before;

/** The costs as calls on one item answer them. */
export function costsOfOne(asked: Request, written: Written, findTable: FindTable) {
  const { capacities, metrics } = costsByTable(asked, [written], findTable);
  const ItemCollectionMetrics = Object.values(metrics)[0]?.[0];
  return {
    ConsumedCapacity: capacities[0],
    ...(ItemCollectionMetrics && { ItemCollectionMetrics }),
  };
}

/** The costs as calls on many items answer them. */
export function costsOfMany(
  asked: Request,
  written: readonly Written[],
  findTable: FindTable,
  inTransaction = false,
) {
  const { capacities, metrics } = costsByTable(asked, written, findTable, inTransaction);
  return {
    ...(capacities.length > 0 && { ConsumedCapacity: capacities }),
    ...(Object.keys(metrics).length > 0 && { ItemCollectionMetrics: metrics }),
  };
}
