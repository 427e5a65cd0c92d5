import { isId } from '../model/keys.ts';
import { PLANS, type Plan } from '../model/plans.ts';

/** AppSync lets an environment variable have no more characters. */
const MOST_CHARACTERS = 512;
const MOST_DAYS = 3_660;

/** The context value `plans`: a list, or its JSON where it comes from the command line. */
export function readPlans(given: unknown = PLANS): readonly Plan[] {
  const plans: unknown = typeof given === 'string' ? parse(given) : given;
  if (!Array.isArray(plans) || plans.length === 0) throw fault('must be a list of at least one plan');
  const read = plans.map(readPlan);
  if (new Set(read.map(({ id }) => id)).size < read.length) throw fault('must have no id twice');
  if (JSON.stringify(read).length > MOST_CHARACTERS)
    throw fault(`must have at most ${MOST_CHARACTERS} characters as JSON`);
  return read;
}

function readPlan(given: unknown): Plan {
  const { id, name, amountMinor, currency, durationDays } = (given ?? {}) as Record<string, unknown>;
  if (!isId(id)) throw fault('must name each plan by an id of 1 to 100 characters');
  if (typeof name !== 'string' || name.trim() === '') throw fault(`must have a name for ${id}`);
  if (!isWhole(amountMinor) || amountMinor < 1)
    throw fault(`must have a positive whole number as amountMinor of ${id}`);
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    throw fault(`must have three capital letters as currency of ${id}`);
  if (!isWhole(durationDays) || durationDays < 1 || durationDays > MOST_DAYS)
    throw fault(`must have a whole number from 1 to ${MOST_DAYS} as durationDays of ${id}`);
  return { id, name, amountMinor, currency, durationDays };
}

// GraphQL's `Int` has 32 bits.
const isWhole = (value: unknown): value is number => Number.isInteger(value) && Number(value) < 2 ** 31;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fault('must be JSON', { cause });
  }
}

const fault = (rule: string, options?: ErrorOptions) =>
  new Error(`The context value "plans" ${rule}.`, options);
