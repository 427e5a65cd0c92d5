import type { Context } from '@aws-appsync/utils';
import type { Plan } from '../model/plans.ts';

/** What can be bought is part of the installation; see the setting `plans`. */
export const request = () => ({ payload: null });

export const response = (ctx: Context): Plan[] => JSON.parse(ctx.env['PLANS'] ?? '[]') as Plan[];
