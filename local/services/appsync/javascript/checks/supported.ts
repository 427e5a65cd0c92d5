/**
 * The built-ins of APPSYNC_JS: what the realm keeps, and what code may name.
 * Source: AppSync guide, "JavaScript runtime features for resolvers and functions".
 */

/** Static members of the globals. */
export const STATIC = {
  Object: ['assign', 'entries', 'hasOwn', 'keys', 'values'],
  String: ['raw'],
  Number: ['isFinite', 'isNaN'],
  Math: ['random', 'min', 'max', 'round', 'floor', 'ceil'],
};

/** Methods of values, by the prototype that has them. */
export const PROTOTYPES = {
  Object: ['toString', 'valueOf'],
  Function: [],
  Number: ['toString', 'valueOf'],
  Boolean: ['toString', 'valueOf'],
  String: (
    'length charAt concat endsWith indexOf lastIndexOf replace replaceAll slice split startsWith toLowerCase ' +
    'toUpperCase trim trimEnd trimStart toString valueOf'
  ).split(' '),
  Array: (
    'length concat fill flat indexOf join lastIndexOf pop push reverse shift slice sort splice unshift forEach map ' +
    'flatMap filter reduce reduceRight find some every findIndex findLast findLastIndex toString'
  ).split(' '),
} satisfies Record<string, readonly string[]>;
