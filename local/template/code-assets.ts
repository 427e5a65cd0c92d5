import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TemplateError } from '../runtime/errors.ts';
import type { Resource } from '../runtime/service.ts';
import type { StackSource } from './assembly.ts';

interface S3Location {
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

/** The properties that name a published file, and what each becomes here. */
const APPSYNC_LOCATIONS = { CodeS3Location: 'CodeLocalPath', DefinitionS3Location: 'DefinitionLocalPath' };

/**
 * Replaces the published place of code by its place on this machine: a function's `Code: {S3Bucket, S3Key}`
 * becomes `Code: {LocalPath}`, a resolver's `CodeS3Location` becomes `CodeLocalPath`, a schema's
 * `DefinitionS3Location` becomes `DefinitionLocalPath`. A path in place of the published one is read from
 * the template's folder, as `aws cloudformation package` does.
 *
 * @throws TemplateError when the code is neither an asset of the assembly nor a file there
 */
export function withLocalCode(
  resource: Resource,
  source: Pick<StackSource, 'assets' | 'directory'>,
): Resource {
  const { logicalId, type, properties } = resource;
  const asset = (objectKey: string) => {
    const path = source.assets.get(objectKey);
    if (!path) throw new TemplateError(logicalId, `its code asset ${objectKey} is not part of the assembly.`);
    return path;
  };
  const file = (name: string) => {
    const path = resolve(source.directory, name);
    if (!existsSync(path))
      throw new TemplateError(logicalId, `names ${name}, which is not beside the template.`);
    return path;
  };

  if (type === 'AWS::Lambda::Function') {
    const code = properties.Code as S3Location | string | undefined;
    const LocalPath = typeof code === 'string' ? file(code) : code?.S3Key !== undefined && asset(code.S3Key);
    return LocalPath ? { ...resource, properties: { ...properties, Code: { LocalPath } } } : resource;
  }
  if (!type.startsWith('AWS::AppSync::')) return resource;
  const found = Object.entries(APPSYNC_LOCATIONS).flatMap(([published, local]) => {
    const location = properties[published] as string | undefined;
    if (location === undefined) return [];
    return [[local, location.startsWith('s3://') ? asset(location.split('/').pop()!) : file(location)]];
  });
  return found.length === 0
    ? resource
    : { ...resource, properties: { ...properties, ...Object.fromEntries(found) } };
}

/**
 * A hash over the code of a resource that lies beside the template; '' for one without such code. Assets are
 * named after what is in them, so that their paths say it already.
 */
export function codeHash({ properties }: Resource, { assets }: Pick<StackSource, 'assets'>): string {
  const published = new Set(assets.values());
  const paths = [properties.Code?.LocalPath, properties.CodeLocalPath, properties.DefinitionLocalPath].filter(
    (path): path is string => typeof path === 'string' && !published.has(path),
  );
  if (paths.length === 0) return '';
  const hash = createHash('sha256');
  for (const path of paths)
    for (const file of filesOf(path)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const filesOf = (path: string): string[] =>
  statSync(path).isFile()
    ? [path]
    : globSync('**/*', { cwd: path, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
