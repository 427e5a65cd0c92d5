import { FieldError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { readExpressions } from './expressions.ts';
import type { TableAccess, TableOperations } from './table-operation.ts';
import { fromWireItem, type WireItem } from './values.ts';

const PAGE_ELEMENTS = ['index', 'limit', 'nextToken', 'consistentRead', 'select', 'filter', 'projection'];

/** `Query` and `Scan`: a page `{items, nextToken, scannedCount}`. */
export const pageOperations: TableOperations = {
  Query: {
    elements: ['query', 'scanIndexForward', ...PAGE_ELEMENTS],
    run: (request, table) =>
      readPage('Query', request, table, {
        ...readExpressions({
          query: request['query'],
          filter: request['filter'],
          projection: request['projection'],
        }),
        ScanIndexForward: request['scanIndexForward'] !== false,
      }),
  },
  Scan: {
    elements: ['totalSegments', 'segment', ...PAGE_ELEMENTS],
    run: (request, table) =>
      readPage('Scan', request, table, {
        ...readExpressions({ filter: request['filter'], projection: request['projection'] }),
        TotalSegments: request['totalSegments'] ?? undefined,
        Segment: request['segment'] ?? undefined,
      }),
  },
};

async function readPage(
  operation: string,
  request: JsonObject,
  table: TableAccess,
  own: JsonObject,
): Promise<unknown> {
  const { index, limit, nextToken } = request;
  const scope = `${operation}/${table.tableName}/${String(index ?? '')}`;
  const place = typeof nextToken === 'string' ? table.tokens.open(nextToken, scope) : undefined;
  if (nextToken !== undefined && nextToken !== null && !place)
    throw new FieldError('Invalid pagination token given.', 'BadRequest');
  const page = await table.call(operation, {
    TableName: table.tableName,
    IndexName: index ?? undefined,
    Limit: limit ?? undefined,
    ConsistentRead: request['consistentRead'] ?? undefined,
    Select: request['select'] ?? undefined,
    ExclusiveStartKey: place,
    ...own,
  });
  const end = page['LastEvaluatedKey'] as WireItem | undefined;
  return {
    items: ((page['Items'] ?? []) as readonly WireItem[]).map(fromWireItem),
    nextToken: end ? table.tokens.seal(end, scope) : null,
    scannedCount: page['ScannedCount'] ?? 0,
  };
}
