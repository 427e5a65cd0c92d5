import { isObject } from '../../json.ts';
import type { TypedValue } from '../util/dynamodb.ts';
import type { Expression } from '../util/filter-expression.ts';
import { isOperation, type Operation } from './operations.ts';
import { typedMember } from './typed.ts';

/**
 * The `update` of `ddb.update` as an expression. Names and values are numbered in the order of the
 * attributes (`#expName_1`, `:expValue_1`), as recorded from AppSync; objects are walked, so that a
 * nested attribute is set by its path and its siblings stay.
 */
export function toUpdateExpression(update: Readonly<Record<string, unknown>>): Expression {
  const expressionNames: Record<string, string> = {};
  const expressionValues: Record<string, TypedValue> = {};
  const set: string[] = [];
  const removed: string[] = [];
  let names = 0;
  let values = 0;
  const bindName = (name: string) => {
    names += 1;
    expressionNames[`#expName_${names}`] = name;
    return `#expName_${names}`;
  };
  const bindValue = (value: unknown) => {
    values += 1;
    expressionValues[`:expValue_${values}`] = typedMember(value);
    return `:expValue_${values}`;
  };

  const apply = (path: string, operation: Operation) => {
    switch (operation.type) {
      case 'OPERATION_ADD':
      case 'OPERATION_REPLACE':
        return set.push(`${path} = ${bindValue(operation.value)}`);
      case 'OPERATION_INCREMENT':
        return set.push(`${path} = ${path} + ${bindValue(operation.by)}`);
      case 'OPERATION_DECREMENT':
        return set.push(`${path} = ${path} - ${bindValue(operation.by)}`);
      case 'OPERATION_APPEND':
        return set.push(`${path} = list_append(${path}, ${bindValue(operation.items)})`);
      case 'OPERATION_PREPEND':
        return set.push(`${path} = list_append(${bindValue(operation.items)}, ${path})`);
      case 'OPERATION_UPDATE_LIST_ITEM':
        return set.push(`${path}[${operation.index}] = ${bindValue(operation.value)}`);
      case 'OPERATION_REMOVE':
        return removed.push(path);
    }
  };
  const walk = (members: Readonly<Record<string, unknown>>, prefix: string) => {
    for (const [name, value] of Object.entries(members)) {
      if (value === undefined) continue;
      const path = `${prefix}${bindName(name)}`;
      if (isOperation(value)) apply(path, value);
      else if (Array.isArray(value) && value.length > 0 && value.every(isOperation))
        for (const operation of value) apply(path, operation);
      else if (isObject(value) && Object.keys(value).length > 0 && 'M' in typedMember(value))
        walk(value, `${path}.`);
      else set.push(`${path} = ${bindValue(value)}`);
    }
  };

  walk(update, '');
  const clauses = [
    set.length > 0 && `SET ${set.join(', ')}`,
    removed.length > 0 && `REMOVE ${removed.join(', ')}`,
  ];
  return { expression: clauses.filter(Boolean).join(' '), expressionNames, expressionValues };
}
