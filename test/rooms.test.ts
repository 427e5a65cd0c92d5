import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const textFiles = (...patterns: string[]) =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((path) => /\.(ts|tsx|mjs|js|html|css|graphql|md)$/.test(path))
    .sort();

/** `path: line` of each line that a pattern matches. */
function findings(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe('the rooms of docs/architecture.md', () => {
  it('local/ knows nothing of the product, not even its name', () => {
    const files = textFiles('local/**/*');
    expect(files).toContain('local/runtime/runtime.ts');
    expect(findings(files, /playhead/i)).toEqual([]);
  });

  it('no product code asks whether it runs on one machine', () => {
    const isForTests = (path: string) => /\.test\.ts$|\/testing[^/]*\.ts$/.test(path);
    const files = textFiles('{functions,resolvers,model}/**/*').filter((path) => !isForTests(path));
    expect(files.some((path) => path.startsWith('functions/'))).toBe(true);
    // Addresses come from the template and from the SDK's own variables, which the SDK alone reads.
    expect(
      findings(
        files,
        /\blocalhost\b|127\.0\.0\.1|\bis_?local\b|AWS_ENDPOINT_URL|AWS_SAM_LOCAL|LOCALSTACK|\b4566\b/i,
      ),
    ).toEqual([]);
  });
});
