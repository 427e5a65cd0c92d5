import { runAction, validationError, type IndexDescription, type Request, type Store } from './dynalite.ts';
import type { Table, TableDescription } from './table.ts';

/** `Query` and `Scan`, with what dynalite lacks of indexes: what they project, and when they can be read. */
export async function readIndex(
  operation: 'Query' | 'Scan',
  table: Table | undefined,
  data: Request,
  store: Store,
): Promise<Record<string, unknown>> {
  const index = String(data.IndexName);
  if (data.IndexName !== undefined && table?.backfilling?.includes(index))
    throw validationError(`Cannot read from backfilling global secondary index: ${index}`);
  const answer = await runAction(operation, store, table ? withProjection(table.description, data) : data);
  const capacity = answer.ConsumedCapacity as { CapacityUnits: number } | undefined;
  // The least that a read costs, also when it found nothing.
  const least = data.ConsistentRead ? 1 : 0.5;
  if (!capacity || capacity.CapacityUnits >= least) return answer;
  return { ...answer, ConsumedCapacity: { ...capacity, CapacityUnits: least } };
}

/** The request with the names of what the index projects, where it asks for nothing else. */
function withProjection(table: TableDescription, data: Request): Request {
  const named = (index: IndexDescription) => index.IndexName === data.IndexName;
  const local = table.LocalSecondaryIndexes?.find(named);
  const index = local ?? table.GlobalSecondaryIndexes?.find(named);
  if (!index || (index.Projection.ProjectionType ?? 'KEYS_ONLY') === 'ALL') return data;
  const projected = projectedNames(table, index);
  const asked = askedNames(data);
  if (asked && !local) {
    const missing = asked.filter((name) => !projected.includes(name));
    if (missing.length > 0)
      throw validationError(
        `One or more parameter values were invalid: Global secondary index ${index.IndexName} does not project [${missing.join(', ')}]`,
      );
  }
  // A local index reads from its table what it does not project.
  if (asked || !local || data.Select === 'ALL_ATTRIBUTES' || data.Select === 'COUNT') return data;
  return { ...data, AttributesToGet: projected };
}

function projectedNames(table: TableDescription, index: IndexDescription): readonly string[] {
  const keys = [...index.KeySchema, ...table.KeySchema].map(({ AttributeName }) => AttributeName);
  return [...new Set([...keys, ...(index.Projection.NonKeyAttributes ?? [])])];
}

/** The names at the head of all paths that a request projects. */
function askedNames(data: Request): readonly string[] | undefined {
  const projection = data._projection as { readonly paths: readonly (readonly unknown[])[] } | undefined;
  const names = projection?.paths.map((path) => String(Array.isArray(path) ? path[0] : path));
  return names ?? (data.AttributesToGet as readonly string[] | undefined);
}
