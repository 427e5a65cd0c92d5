import { createRequire } from 'node:module';
import type * as Apollo from '@apollo/client/core';
import type * as AuthLink from 'aws-appsync-auth-link';
import type * as SubscriptionLink from 'aws-appsync-subscription-link';

/**
 * Apollo and the AppSync links in their CommonJS builds. The links' ES modules cannot sign in Node: they import a
 * CommonJS package (`@aws-crypto/sha256-js` 1) in a way that only bundlers follow. One kind for all of them, or
 * Apollo would be there twice.
 */
const require = createRequire(import.meta.url);
const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } =
  require('@apollo/client/core') as typeof Apollo;
const { createAuthLink } = require('aws-appsync-auth-link') as typeof AuthLink;
const { createSubscriptionHandshakeLink } =
  require('aws-appsync-subscription-link') as typeof SubscriptionLink;

export { gql };

/** A client as the links' own documentation makes it. */
export function apolloClient(url: string, region: string, auth: AuthLink.AuthOptions) {
  const options = { url, region, auth };
  return new ApolloClient({
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
    link: ApolloLink.from([
      createAuthLink(options),
      createSubscriptionHandshakeLink(options, new HttpLink({ uri: url })),
    ]),
  });
}
