import type { Context } from '@aws-appsync/utils';
import type { MutationRateVideoArgs } from '../../generated/schema.ts';
import { engage } from '../steps/engage.ts';

export const request = (ctx: Context<MutationRateVideoArgs>) =>
  engage(ctx, 'SET stars = :stars', { ':stars': ctx.args.stars });

export { response } from '../steps/engage.ts';
