import { startLocal, type LocalAws, type TestTemplate } from '../../support/local.ts';
import { runtimeTemplate } from './template.ts';

// What comes back is the test's own question.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Data = any;

export interface ErrorItem {
  readonly message: string;
  readonly errorType: string | null;
  readonly path: readonly (string | number)[] | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** What the handlers of a field that passes its request on have seen. */
export interface Seen {
  readonly result: Data;
  readonly error?: { readonly type: string; readonly message: string };
}

export interface RuntimeApi extends LocalAws {
  ask(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{ data: Data; errors: readonly ErrorItem[] | undefined; headers: Headers }>;
  /** Hands a request object to the data source behind a field; a GraphQL error is thrown as its own. */
  pass(field: string, request: object): Promise<Seen>;
}

export const startRuntimeApi = (httpEndpoint = 'http://127.0.0.1:9') =>
  startApi(runtimeTemplate(httpEndpoint));

/** A template with the API's address and key among its outputs. */
export async function startApi(template: TestTemplate): Promise<RuntimeApi> {
  const local = await startLocal({ template });
  const api: RuntimeApi = {
    ...local,
    async ask(query, variables = {}) {
      const response = await fetch(local.outputs['Url']!, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': local.outputs['Key']! },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: Data; errors?: ErrorItem[] };
      return { data, errors, headers: response.headers };
    },
    async pass(field, request) {
      const { data, errors } = await api.ask(
        `query Q($request: AWSJSON!) { answer: ${field}(request: $request) }`,
        {
          request: JSON.stringify(request),
        },
      );
      if (errors) throw Object.assign(new Error(errors[0]!.message), errors[0]);
      return JSON.parse(data.answer as string) as Seen;
    },
  };
  return api;
}
