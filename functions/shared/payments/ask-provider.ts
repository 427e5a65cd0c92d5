import type { Logger } from '@aws-lambda-powertools/logger';
import { UNAVAILABLE } from '../../../model/errors.ts';
import { RequestError } from '../request-error.ts';
import { ProviderError } from './provider.ts';

/** Asks a provider on behalf of a client. What it could not answer is in the log, and none of it in the answer. */
export async function askProvider<Result>(
  logger: Pick<Logger, 'error'>,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    logger.error('The payment provider could not answer', { error });
    throw new RequestError('Unavailable', UNAVAILABLE);
  }
}
