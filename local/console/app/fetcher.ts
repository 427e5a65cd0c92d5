import type { FetcherParams } from '@graphiql/toolkit';
import { getOperationAST, parse } from 'graphql';
import type { ConsoleSettings } from '../options.ts';
import { authorization, type Identity } from './identity.ts';
import { subscribe } from './realtime.ts';

/** How GraphiQL reaches the API: HTTP for queries and mutations, AppSync's WebSocket protocol for subscriptions. */
export function createFetcher(settings: ConsoleSettings, identity: () => Identity) {
  return async (asked: FetcherParams, options?: { headers?: Record<string, string> }) => {
    const headers = { ...(await authorization(identity(), settings.apiKey)), ...options?.headers };
    const request = withOwnOperation(asked);
    if (isSubscription(request)) return subscribe(settings, headers, request);
    const response = await fetch(settings.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    try {
      return JSON.parse(text) as object;
    } catch {
      return {
        errors: [{ message: `The API answered ${response.status} without JSON: ${text.slice(0, 200)}` }],
      };
    }
  };
}

/**
 * GraphiQL finds out an operation's name a moment after its text was set, and until then sends the one of the
 * text before: a name that the document does not have is left out.
 */
export function withOwnOperation({ operationName, ...request }: FetcherParams): FetcherParams {
  const named = operationName && getOperationAST(parse(request.query), operationName);
  return named ? { ...request, operationName } : request;
}

export function isSubscription({
  query,
  operationName,
}: Pick<FetcherParams, 'query' | 'operationName'>): boolean {
  return getOperationAST(parse(query), operationName)?.operation === 'subscription';
}
