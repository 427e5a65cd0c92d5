import type { Context } from '@aws-appsync/utils';
import { engage } from '../steps/engage.ts';

export const request = (ctx: Context) => engage(ctx, 'REMOVE stars');

export { response } from '../steps/engage.ts';
