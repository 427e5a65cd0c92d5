import type { AwsError } from '../../runtime/errors.ts';
import { NESTING, validationError, type AttributeValue, type Item, type TableKeys } from './dynalite.ts';

/** How deep lists and maps may lie in each other. */
const DEEPEST = 32;

/** What DynamoDB refuses in a whole item and dynalite lets pass. */
export function refusalOf(item: Item, table: TableKeys): AwsError | undefined {
  for (const { IndexName, KeySchema } of [
    ...(table.GlobalSecondaryIndexes ?? []),
    ...(table.LocalSecondaryIndexes ?? []),
  ])
    for (const { AttributeName } of KeySchema) {
      const { S, B } = item[AttributeName] ?? {};
      if (S === '' || B === '')
        return validationError(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty ${S === '' ? 'string' : 'binary'} value. ` +
            `IndexName: ${IndexName}, IndexKey: ${AttributeName}`,
        );
    }
  for (const name in item) if (isDeeper(item[name]!, DEEPEST)) return validationError(NESTING);
  return undefined;
}

function isDeeper(value: AttributeValue, levels: number): boolean {
  const { M, L } = value;
  if (M === undefined && L === undefined) return false;
  return levels === 0 || Object.values((M ?? L) as object).some((one) => isDeeper(one, levels - 1));
}
