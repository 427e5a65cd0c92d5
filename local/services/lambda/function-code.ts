import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TemplateError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** `Code` of an `AWS::Lambda::Function`, published places already replaced by local ones. */
export interface CodeProperty {
  readonly LocalPath?: string;
  readonly ZipFile?: string;
  readonly [other: string]: unknown;
}

/** The unpacked code of a function. */
export interface FunctionCode {
  /** Its folder: `LAMBDA_TASK_ROOT`. */
  readonly path: string;
  /** Another one for other code, also in the same folder. */
  readonly fingerprint: string;
  readonly bytes: number;
}

/** CloudFormation's bound on code that stands in the template itself, in bytes. */
const INLINE_LIMIT = 4 * 2 ** 20;

/** Finds the code, or writes it where a process can load it. Throws `TemplateError` for other kinds of code. */
export function functionCode(
  logicalId: string,
  code: CodeProperty | undefined,
  runtime: Runtime,
): FunctionCode {
  if (code?.ZipFile !== undefined) return inline(logicalId, code.ZipFile, runtime);
  if (code?.LocalPath !== undefined) return folder(code.LocalPath);
  const given = Object.keys(code ?? {}).join(', ') || 'none';
  throw new TemplateError(
    logicalId,
    `its Code (${given}) is not supported, only ZipFile and code of the assembly.`,
  );
}

/** `index.js`, CommonJS or a module as its text says: its folder has a `package.json` that leaves it open. */
function inline(logicalId: string, text: string, runtime: Runtime): FunctionCode {
  const bytes = Buffer.byteLength(text);
  if (bytes > INLINE_LIMIT)
    throw new TemplateError(logicalId, `its inline code of ${bytes} bytes is larger than 4 MB.`);
  const fingerprint = createHash('sha256').update(text).digest('hex');
  const all = join(runtime.directory('lambda'), 'code');
  const path = join(all, fingerprint.slice(0, 32));
  mkdirSync(path, { recursive: true });
  linkSdk(join(all, 'node_modules'));
  writeFileSync(join(path, 'package.json'), '{}');
  writeFileSync(join(path, 'index.js'), text);
  return { path, fingerprint, bytes };
}

/** Lambda's runtime brings the AWS SDK; inline code, which can bring nothing, finds the one of this installation. */
function linkSdk(modules: string): void {
  const path = fileURLToPath(import.meta.resolve('@aws-sdk/client-dynamodb'));
  const scope = '@aws-sdk';
  const installed = path.slice(0, path.lastIndexOf(scope) + scope.length);
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, scope))) symlinkSync(installed, join(modules, scope), 'junction');
}

function folder(place: string): FunctionCode {
  const path = statSync(place).isDirectory() ? place : dirname(place);
  const hash = createHash('sha256').update(path);
  let bytes = 0;
  for (const entry of globSync('**/*', { cwd: path, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
    bytes += size;
  }
  return { path, fingerprint: hash.digest('hex'), bytes };
}
