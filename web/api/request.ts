import { generateClient } from 'aws-amplify/api';
import { Hub } from 'aws-amplify/utils';
import type {
  GeneratedMutation,
  GeneratedQuery,
  GeneratedSubscription,
  ResultOf,
  VariablesOf,
} from '../../client/index.ts';
import { currentUser } from '../session.ts';

/** An error as the API tells it: `type` for programs, the message for people. */
export class ApiError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
  }
}

// Amplify looks for its configuration when this is called, not when the module is loaded.
const client = () => generateClient({ authMode: currentUser() ? 'userPool' : 'apiKey' });

/** Asks as whoever is there: a guest has the API key. */
export async function request<
  Document extends GeneratedQuery<unknown, unknown> | GeneratedMutation<unknown, unknown>,
>(query: Document, variables: VariablesOf<Document>): Promise<ResultOf<Document>> {
  try {
    const answer = (await client().graphql({
      query: String(query),
      variables: variables as never,
    })) as {
      data: ResultOf<Document>;
    };
    return answer.data;
  } catch (error) {
    throw asApiError(error);
  }
}

/**
 * Listens. `standing` is called whenever the subscription has begun, again after a broken connection: events are not
 * repeated for those who were away, so that is when to query. Answers with the way to stop.
 */
export function listen<Document extends GeneratedSubscription<unknown, unknown>>(
  query: Document,
  variables: VariablesOf<Document>,
  hear: {
    next(data: ResultOf<Document>): void;
    standing(): void;
    failed(error: unknown): void;
  },
): () => void {
  const stopHearing = Hub.listen('api', ({ payload }) => {
    if (payload.event === SUBSCRIPTION_BEGAN) hear.standing();
  });
  const events = client().graphql({ query: String(query), variables }) as unknown as {
    subscribe(observer: {
      next: (message: { data: ResultOf<Document> }) => void;
      error: (error: unknown) => void;
    }): { unsubscribe(): void };
  };
  const subscription = events.subscribe({
    next: ({ data }) => hear.next(data),
    error: (error) => hear.failed(asApiError(error)),
  });
  return () => {
    stopHearing();
    subscription.unsubscribe();
  };
}

/** What Amplify says on its hub when AppSync has acknowledged a subscription (of whichever kind: they are few). */
const SUBSCRIPTION_BEGAN = 'Subscription ack';

/** Amplify throws the response's `errors`; the first one says what is wrong. */
function asApiError(error: unknown): unknown {
  const [first] = (error as { errors?: { errorType?: string; message?: string }[] }).errors ?? [];
  return first ? new ApiError(first.errorType ?? 'Error', first.message ?? 'The request failed.') : error;
}
