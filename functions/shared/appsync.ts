import type { Refusal } from '../../model/errors.ts';
import { RequestError } from './request-error.ts';

/** Who asks. `sub` is missing for a guest. */
export interface Caller {
  readonly sub?: string | null;
  readonly groups?: readonly string[] | null;
}

/** What the resolvers' shared step sends: no more than the function needs. */
export interface FieldRequest<Arguments> {
  readonly field: string;
  readonly arguments: Arguments;
  readonly identity: Caller | null;
}

/**
 * Answers a field. A refusal becomes data, which the resolver raises with its own type; anything else is
 * thrown, so that it counts as an error of the function and the resolver says no more than `Unavailable`.
 */
export const answerField =
  <Arguments, Result>(answer: (args: Arguments, callerId: string) => Promise<Result>) =>
  async (request: FieldRequest<Arguments>): Promise<Result | Refusal> => {
    try {
      const callerId = request.identity?.sub;
      if (!callerId) throw new RequestError('Unauthorized', 'Please sign in.');
      return await answer(request.arguments, callerId);
    } catch (error) {
      if (error instanceof RequestError) return refusal(error);
      throw error;
    }
  };

export const refusal = ({ type, message }: RequestError): Refusal => ({ error: { type, message } });
