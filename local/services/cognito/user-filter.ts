import { invalidParameter } from './input.ts';
import type { User } from './store.ts';

const SHAPE = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/** The filter of `ListUsers`: `<attribute> = "<value>"`, or `^=` for a beginning. */
export function matcher(filter: string | undefined): (user: User) => boolean {
  if (filter === undefined) return () => true;
  const [, name, operator, quoted] = SHAPE.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) throw invalidParameter('Error while parsing filter');
  const value = quoted.replace(/\\(.)/g, '$1');
  return (user) => {
    const actual = attribute(user, name);
    return actual !== undefined && (operator === '=' ? actual === value : actual.startsWith(value));
  };
}

function attribute(user: User, name: string): string | undefined {
  if (name === 'username') return user.username;
  if (name === 'sub') return user.sub;
  if (name === 'cognito:user_status') return user.status;
  return Object.hasOwn(user.attributes, name) ? user.attributes[name] : undefined;
}
