import { extensions, util, type Context } from '@aws-appsync/utils';
import { caller } from './steps/caller.ts';

export const request = () => ({ payload: null });

export function response(ctx: Context): null {
  const { sub } = caller(ctx);
  if (!sub) util.unauthorized();
  extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ ownerId: { eq: sub } }));
  return null;
}
