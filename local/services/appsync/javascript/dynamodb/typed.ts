import { isObject } from '../../json.ts';
import { toTyped, type TypedValue } from '../util/dynamodb.ts';

const SETS: readonly string[] = ['SS', 'NS', 'BS'];

/** A member of an item: what `toStringSet` and its like made is already typed. */
export const typedMember = (value: unknown): TypedValue => (isSet(value) ? value : toTyped(value));

const isSet = (value: unknown): value is TypedValue =>
  isObject(value) && Object.keys(value).length === 1 && SETS.includes(Object.keys(value)[0]!);
