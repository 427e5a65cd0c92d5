import { requestErrorItem } from './error-items.ts';
import type { Exchange } from './exchange.ts';
import type { GraphqlAnswer } from './pipeline.ts';

/** Longest time one request may take. */
const TIME_LIMIT_MS = 30_000;

/** The answer, or an error in its place when it takes too long: then no further resolver of it begins. */
export async function withinTime(work: Promise<GraphqlAnswer>, exchange: Exchange): Promise<GraphqlAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<GraphqlAnswer>((resolve) => {
    timer = setTimeout(() => {
      exchange.expired = true;
      resolve({ data: null, errors: [requestErrorItem('Execution timed out.', 'ExecutionTimeout')] });
    }, TIME_LIMIT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
