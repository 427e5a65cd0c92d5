import { getLocation, type GraphQLResolveInfo } from 'graphql';
import { FieldError, unauthorizedField } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Api } from './api.ts';
import { detailedItem } from './error-items.ts';
import { pathOf, type Exchange } from './exchange.ts';
import { selectionSetGraphql, selectionSetList } from './selection-set.ts';

/**
 * Answers one field, in AppSync's order: may the caller read it, is it within the limits, its resolver;
 * a field without one is the member of the same name of the object around it.
 */
export function createFieldResolver(api: Api) {
  const { queryDepthLimit, resolverCountLimit } = api.definition;
  return (source: unknown, args: unknown, exchange: Exchange, info: GraphQLResolveInfo): unknown => {
    const type = info.parentType.name;
    const top = info.path.prev === undefined;
    if (
      !api.fieldRules(exchange.caller, type, info.fieldName) ||
      (top && exchange.refused.has(info.fieldName))
    )
      throw unauthorizedField(info.fieldName, type);
    if (queryDepthLimit > 0 && depthOf(info) > queryDepthLimit)
      throw new FieldError(`The query is deeper than ${queryDepthLimit} levels.`, 'QueryDepthLimitReached');
    const resolver = exchange.published ? undefined : api.resolvers.get(`${type}.${info.fieldName}`);
    if (!resolver)
      return isObject(source) && Object.hasOwn(source, info.fieldName) ? source[info.fieldName] : null;
    if (exchange.expired) throw new FieldError('Execution timed out.', 'ExecutionTimeout');
    exchange.resolversRun += 1;
    if (exchange.resolversRun > resolverCountLimit)
      throw new FieldError(
        `More than ${resolverCountLimit} resolvers in one request.`,
        'ResolverExecutionLimitReached',
      );
    return resolver({
      caller: exchange.caller,
      args,
      source: top ? null : source,
      request: exchange.request,
      info: {
        fieldName: info.fieldName,
        parentTypeName: type,
        variables: info.variableValues,
        selectionSetList: selectionSetList(info),
        selectionSetGraphQL: selectionSetGraphql(info),
      },
      effects: exchange.effects,
      batches: exchange.batches,
      appendError: (error) => {
        exchange.appended.push(detailedItem(error, pathOf(info), locationsOf(info)));
      },
    });
  };
}

/** How many fields deep, indexes of lists not counted. */
function depthOf(info: GraphQLResolveInfo): number {
  let depth = 0;
  for (let at: GraphQLResolveInfo['path'] | undefined = info.path; at; at = at.prev)
    if (typeof at.key === 'string') depth += 1;
  return depth;
}

const locationsOf = (info: GraphQLResolveInfo) =>
  info.fieldNodes.flatMap(({ loc }) => (loc ? [getLocation(loc.source, loc.start)] : []));
