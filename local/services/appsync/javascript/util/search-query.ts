import { FieldError } from '../../errors.ts';
import { isObject, type JsonObject } from '../../json.ts';

type Query = JsonObject;

/** A query of one field by operator: the operand as OpenSearch's query of that kind. */
const OPERATORS: Readonly<Record<string, (field: string, value: unknown) => Query>> = {
  eq: (field, value) => ({ term: { [field]: value } }),
  ne: (field, value) => not({ term: { [field]: value } }),
  match: (field, value) => ({ match: { [field]: value } }),
  matchPhrase: (field, value) => ({ match_phrase: { [field]: value } }),
  matchPhrasePrefix: (field, value) => ({ match_phrase_prefix: { [field]: value } }),
  multiMatch: (field, value) => ({ multi_match: { fields: [field], query: value } }),
  exists: (field, value) => (value === false ? not({ exists: { field } }) : { exists: { field } }),
  wildcard: (field, value) => ({ wildcard: { [field]: value } }),
  regexp: (field, value) => ({ regexp: { [field]: value } }),
  gt: (field, value) => ({ range: { [field]: { gt: value } } }),
  gte: (field, value) => ({ range: { [field]: { gte: value } } }),
  lt: (field, value) => ({ range: { [field]: { lt: value } } }),
  lte: (field, value) => ({ range: { [field]: { lte: value } } }),
  range: (field, value) => {
    const [gte, lte] = Array.isArray(value) ? value : [];
    return { range: { [field]: { gte, lte } } };
  },
};

/** `util.transform.toElasticsearchQueryDSL`: a filter object as the JSON of an OpenSearch query. */
export const toElasticsearchQueryDSL = (filter: unknown): string => JSON.stringify(readGroup(filter));

const readGroup = (filter: unknown): Query =>
  all(
    Object.entries(isObject(filter) ? filter : {}).map(([name, value]) => {
      if (name === 'and') return { bool: { must: members(value) } };
      if (name === 'or') return { bool: { should: members(value) } };
      if (name === 'not') return not(readGroup(value));
      return readField(name, value);
    }),
  );

const members = (value: unknown): Query[] => (Array.isArray(value) ? value : [value]).map(readGroup);

const readField = (field: string, operators: unknown): Query =>
  all(
    Object.entries(isObject(operators) ? operators : {}).map(([name, value]) => {
      const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
      if (!operator) throw new FieldError(`Operator '${name}' is not one of OpenSearch.`, 'MappingTemplate');
      return operator(field, value);
    }),
  );

const not = (query: Query): Query => ({ bool: { must_not: query } });

/** All of several; one stands for itself. */
const all = (queries: readonly Query[]): Query =>
  queries.length === 1 ? queries[0]! : { bool: { must: queries } };
