import {
  getNamedType,
  isObjectType,
  Kind,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Log } from '../../../runtime/log.ts';
import { FieldError, type ErrorDetail } from '../errors.ts';
import { javaMessage, withoutHint } from './validation-messages.ts';

interface Location {
  readonly line: number;
  readonly column: number;
  readonly sourceName: null;
}

/** One item of `errors`: AppSync's keys stand at the top, not under `extensions`. */
export type ErrorItem = {
  readonly path: readonly (string | number)[] | null;
  readonly locations: readonly Location[] | null;
  readonly message: string;
} & Partial<Omit<ErrorDetail, 'message'>>;

const locate = (locations: GraphQLFormattedError['locations']): readonly Location[] =>
  (locations ?? []).map(({ line, column }) => ({ line, column, sourceName: null }));

/** An error of the request as a whole. */
export const requestErrorItem = (message: string, errorType: string | null = null): ErrorItem => ({
  path: null,
  data: null,
  errorType,
  errorInfo: null,
  locations: null,
  message,
});

export const syntaxErrorItem = (error: GraphQLError): ErrorItem => ({
  path: null,
  locations: locate(error.locations),
  message: `Validation error of type InvalidSyntax: ${error.message.replace(/^Syntax Error: /, 'Invalid syntax: ')}`,
});

export function validationErrorItem(error: GraphQLError, document: DocumentNode): ErrorItem {
  const place = queryPath(document, error.nodes?.[0]);
  return {
    path: null,
    locations: locate(error.locations?.slice(0, 1)),
    message: javaMessage(error.message) + (place ? ` @ '${place}'` : ''),
  };
}

/** Fields around a node of the query, from the operation down: `thing/owner/name`. */
function queryPath(document: DocumentNode, wanted: ASTNode | undefined): string {
  const path: string[] = [];
  let found = '';
  if (wanted)
    visit(document, {
      enter(node) {
        if (node.kind === Kind.FIELD) path.push(node.name.value);
        if (node === wanted) found = path.join('/');
      },
      leave(node) {
        if (node.kind === Kind.FIELD) path.pop();
      },
    });
  return found;
}

/** A refusal of variables names the outermost one and no more of the schema than the client wrote. */
export function variableErrorItem(error: GraphQLError): ErrorItem {
  return { path: null, locations: locate(error.locations), message: variableMessage(error.message) };
}

/** graphql-js quotes the whole value, which can be of any size; what is wrong with it stands at the end. */
const LONGEST_REASON = 1_000;

function variableMessage(message: string): string {
  const missing = /^Variable "\$(\w+)" of (?:required|non-null) type "(.+?)"/.exec(message);
  if (missing) return `Variable '${missing[1]}' has coerced Null value for NonNull type '${missing[2]}'`;
  const [, name = ''] = /^Variable "\$(\w+)" got invalid value/.exec(message) ?? [];
  const reason = message.slice(-LONGEST_REASON);
  const unknown = /Field "([^"]+)" is not defined by type "([^"]+)"/.exec(reason);
  if (unknown)
    return `The variables input contains a field name '${unknown[1]}' that is not defined for input object type '${unknown[2]}' `;
  const nonNull =
    /Field "[^"]+" of required type "([^"]+)" was not provided/.exec(reason) ??
    /Expected non-nullable type "([^"]+)" not to be null/.exec(reason);
  if (nonNull) return `Variable '${name}' has coerced Null value for NonNull type '${nonNull[1]}'`;
  const own = /(Unable to parse [\s\S]*)$/.exec(reason);
  return `Variable '${name}' has an invalid value.${own ? ` ${own[1]}` : ''}`;
}

/** An error that a field's resolution ended with. What is not for the caller goes to the log, whole. */
export function fieldErrorItem(error: GraphQLError, schema: GraphQLSchema, log: Log): ErrorItem {
  const { path = [], originalError } = error;
  if (originalError instanceof FieldError) return detailedItem(originalError, path, error.locations);
  const known = executionMessage(error, path, schema);
  if (known) return { path, locations: null, message: known };
  log.fault('appsync', originalError ?? error);
  const detail = { errorType: 'InternalFailure', data: null, errorInfo: null };
  return detailedItem(
    { ...detail, message: 'An internal failure occurred while resolving this field.' },
    path,
    error.locations,
  );
}

export function detailedItem(
  { message, errorType, data, errorInfo }: ErrorDetail,
  path: readonly (string | number)[],
  locations: GraphQLFormattedError['locations'],
): ErrorItem {
  return { path, data, errorType, errorInfo, locations: locate(locations), message };
}

/** What the values of resolvers did wrong, in the words of graphql-java; `undefined` for a fault of ours. */
function executionMessage(
  error: GraphQLError,
  path: readonly (string | number)[],
  schema: GraphQLSchema,
): string | undefined {
  const place = `/${path.join('/')}`;
  const [nonNull, parent = '', field = ''] =
    /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message) ?? [];
  if (nonNull)
    return `Cannot return null for non-nullable type: '${fieldType(schema, parent, field)}' within parent '${parent}' (${place})`;
  if (/^Expected Iterable/.test(error.message))
    return `Can't resolve value (${place}) : type mismatch error, expected type LIST`;
  const own = /^Unable to serialize [\s\S]*/.exec(error.message);
  if (own) return `Can't serialize value (${place}) : ${own[0]}`;
  if (/cannot represent|^Enum "/.test(error.message))
    return `Can't serialize value (${place}) : ${withoutHint(error.message)}`;
  if (/^Abstract type|^Runtime Object type/.test(error.message))
    return `Can't resolve the type of the value (${place})`;
  return undefined;
}

function fieldType(schema: GraphQLSchema, parent: string, field: string): string {
  const type = schema.getType(parent);
  const returned = isObjectType(type) ? type.getFields()[field]?.type : undefined;
  return returned ? getNamedType(returned).name : '';
}
