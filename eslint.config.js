import appsync from '@aws-appsync/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { beyondThePlugin, modelFilesOfResolvers } from './scripts/lint/appsync-js.mjs';
import { importRooms } from './scripts/lint/rooms.mjs';

const source = ['**/*.ts', '**/*.tsx', '**/*.mjs'];
const tests = ['**/*.test.ts', 'test/**', 'resolvers/testing/**'];
const resolverSource = ['resolvers/**/*.ts', ...modelFilesOfResolvers(import.meta.dirname)];

/** ESLint's own rules that find what types do not. */
const likelyMistakes = [
  'no-async-promise-executor',
  'no-cond-assign',
  'no-constant-condition',
  'no-control-regex',
  'no-duplicate-case',
  'no-empty',
  'no-empty-pattern',
  'no-fallthrough',
  'no-loss-of-precision',
  'no-misleading-character-class',
  'no-self-assign',
  'no-sparse-arrays',
  'no-unsafe-finally',
  'no-useless-escape',
  'use-isnan',
];

export default defineConfig([
  globalIgnores(['dist/', 'cdk.out/', 'generated/', '.playhead/', 'coverage/']),
  {
    files: source,
    extends: [tseslint.configs.recommended],
    plugins: { house: { rules: { 'import-rooms': importRooms } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'house/import-rooms': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', 300],
      ...Object.fromEntries(likelyMistakes.map((rule) => [rule, 'error'])),
      eqeqeq: ['error', 'smart'],
    },
  },
  { files: tests, rules: { 'max-lines': 'off' } },
  {
    // APPSYNC_JS, as it is written: some of AWS's rules need types.
    files: resolverSource,
    ignores: tests,
    extends: [appsync.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: beyondThePlugin,
  },
  {
    // And as it is shipped.
    files: ['dist/resolvers/**/*.js'],
    extends: [appsync.configs.base],
    rules: beyondThePlugin,
  },
]);
