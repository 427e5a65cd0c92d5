import { isObject, type JsonObject } from '../../json.ts';
import { allowElements, malformed } from '../malformed.ts';
import { toWire, type WireValue } from './values.ts';

/** Which parameter of the DynamoDB API each expression of a request object becomes. */
const PARAMETERS = {
  condition: 'ConditionExpression',
  update: 'UpdateExpression',
  query: 'KeyConditionExpression',
  filter: 'FilterExpression',
  projection: 'ProjectionExpression',
} as const;

const ELEMENTS = ['expression', 'expressionNames', 'expressionValues'];
/** What else the condition of a single write says: what to do when it fails. */
const ON_FAILURE = ['equalsIgnore', 'consistentRead', 'conditionalCheckFailedHandler'];

/**
 * The expressions of one request object, joined as DynamoDB takes them: all names and values in one map
 * each. Two expressions that give one placeholder different meanings are kept apart by renaming.
 */
export function readExpressions(request: JsonObject, onFailure: readonly string[] = ON_FAILURE): JsonObject {
  const result: Record<string, string> = {};
  const names: Record<string, string> = {};
  const values: Record<string, WireValue> = {};
  for (const [part, parameter] of Object.entries(PARAMETERS)) {
    const source = request[part];
    if (source === undefined || source === null) continue;
    if (!isObject(source) || typeof source['expression'] !== 'string')
      throw malformed(`Value for field '$[${part}][expression]' not found.`);
    allowElements(source, [...ELEMENTS, ...(part === 'condition' ? onFailure : [])], `$[${part}]`);
    if (source['expression'] === '') continue;
    const renamed = new Map<string, string>();
    for (const [name, attribute] of entries(source['expressionNames']))
      names[placeholder(name, names, String(attribute), part, renamed)] = String(attribute);
    for (const [name, value] of entries(source['expressionValues'])) {
      const wire = toWire(value, `$[${part}][expressionValues][${name}]`);
      values[placeholder(name, values, wire, part, renamed)] = wire;
    }
    result[parameter] = rename(source['expression'], renamed);
  }
  return {
    ...result,
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const entries = (value: unknown) => Object.entries(isObject(value) ? value : {});

function placeholder(
  name: string,
  taken: Readonly<Record<string, unknown>>,
  meaning: unknown,
  part: string,
  renamed: Map<string, string>,
): string {
  const safe = `${name[0]}${name.slice(1).replace(/\W/g, '_')}`;
  const free = !(safe in taken) || JSON.stringify(taken[safe]) === JSON.stringify(meaning);
  const chosen = free ? safe : `${safe}_${part}`;
  if (chosen !== name) renamed.set(name, chosen);
  return chosen;
}

/** Replaces whole placeholders, the longest first. */
function rename(expression: string, renamed: ReadonlyMap<string, string>): string {
  if (renamed.size === 0) return expression;
  const alternatives = [...renamed.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return expression.replace(new RegExp(`(?:${alternatives.join('|')})(?!\\w)`, 'g'), (name) =>
    renamed.get(name)!,
  );
}
