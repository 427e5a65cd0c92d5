import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ResultOf, TypedDocument, VariablesOf } from '../../client/index.ts';
import type { LocalStack } from '../local-stack.ts';

/** The GraphQL API as one person. */
export interface Api {
  /** @throws Error with the API's own words */
  ask<Document extends TypedDocument>(
    document: Document,
    variables: VariablesOf<Document>,
  ): Promise<ResultOf<Document>>;
}

/** Signs a demo user in. */
export async function signIn(stack: LocalStack, username: string): Promise<Api> {
  const user = stack.demoUsers.find((one) => one.username === username);
  if (!user) throw new Error(`The stack has no demo user ${username}.`);
  const cognito = new CognitoIdentityProviderClient(stack.aws);
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: stack.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    }),
  );
  cognito.destroy();
  const headers = {
    'content-type': 'application/json',
    authorization: AuthenticationResult!.AccessToken!,
  };
  return {
    async ask<Document extends TypedDocument>(query: Document, variables: VariablesOf<Document>) {
      const body = JSON.stringify({ query, variables });
      const response = await fetch(stack.graphqlUrl, { method: 'POST', headers, body });
      const { data, errors } = (await response.json()) as {
        data: ResultOf<Document>;
        errors?: readonly { readonly message: string }[];
      };
      if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
      return data;
    },
  };
}
