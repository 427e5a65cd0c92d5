import { dynamodbModule } from './dynamodb/index.ts';
import { createUtil } from './util/index.ts';

/** Names below names: `true` for a function. */
export type Names = { readonly [name: string]: true | Names };

/** Modules of AWS that resolvers may import there, and that are not handled here. */
const MISSING_MODULES: Readonly<Record<string, string>> = {
  '@aws-appsync/utils/rds': 'data sources of relational databases',
  '@aws-appsync/utils/ai': 'data sources of Bedrock',
};

/** What AWS has below `util` and this runtime has not. */
const MISSING_NAMES: readonly string[] = ['util.rds'];

const namesOf = (value: object): Names =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'object' ? namesOf(member as object) : true,
    ]),
  );

function describeModules(): Readonly<Record<string, Names>> {
  const { shared, bind } = createUtil();
  const { util, extensions, runtime } = bind(() => {
    throw new Error('nothing is called while names are listed');
  });
  return {
    '@aws-appsync/utils': namesOf({ util: { ...shared, ...util }, extensions, runtime }),
    '@aws-appsync/utils/dynamodb': namesOf(dynamodbModule),
  };
}

let modules: ReturnType<typeof describeModules> | undefined;

/** Every name that resolvers find in the modules of AWS, by module. */
export const modulesOfAws = () => (modules ??= describeModules());

/** The names of a module. Throws an `Error` for one that cannot be imported here. */
export function namesOfModule(module: string): Names {
  const names = Object.hasOwn(modulesOfAws(), module) ? modulesOfAws()[module] : undefined;
  if (names) return names;
  const needed = MISSING_MODULES[module];
  throw new Error(
    needed
      ? `the module ${module} is not handled on this machine: it needs ${needed}.`
      : `the module ${module} cannot be imported here.`,
  );
}

/** Why a name does not exist, for whoever used it. */
export const missingName = (path: readonly string[]): string =>
  MISSING_NAMES.some((name) => path.join('.').startsWith(name))
    ? `${path.join('.')} is not handled on this machine.`
    : `${path.join('.')} is not part of AppSync's utilities.`;
