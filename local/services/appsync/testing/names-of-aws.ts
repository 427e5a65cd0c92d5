import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The modules that resolvers can import from AWS, as the docs abbreviate them, by their declarations. */
const MODULES = {
  '': 'index',
  'ddb.': 'lib/dynamodb-helpers',
  'rds.': 'lib/rds-helpers',
  'ai.': 'lib/bedrock-helpers',
};

/** Every name that AWS's own declarations give to resolvers: `util.autoId`, `ddb.get`, `rds.agg.min`, … */
export function namesOfAws(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@aws-appsync/utils/package.json'));
  const fileOf = (name: string) => join(folder, name === 'index' ? 'lib/index.d.ts' : `${name}.d.ts`);
  const program = ts.createProgram(Object.values(MODULES).map(fileOf), { noLib: true, types: [] });
  const checker = program.getTypeChecker();

  const namesBelow = (symbol: ts.Symbol, path: string): string[] => {
    const type = checker.getTypeOfSymbol(symbol);
    const members = type.getCallSignatures().length > 0 ? [] : type.getProperties();
    if (members.length === 0) return [path];
    return members.flatMap((member) => namesBelow(member, `${path}.${member.name}`));
  };
  return Object.entries(MODULES).flatMap(([prefix, file]) =>
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(fileOf(file))!)!)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
      .filter((symbol) => symbol.flags & ts.SymbolFlags.Value)
      .flatMap((symbol) => namesBelow(symbol, `${prefix}${symbol.name}`)),
  );
}
