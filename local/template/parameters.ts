import { TemplateError } from '../runtime/errors.ts';
import type { Template, TemplateParameter } from './assembly.ts';

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/;

/**
 * The values of a template's parameters: what was given, else the defaults; of an SSM type, what stands under
 * that name.
 *
 * A parameter without a value is left out, and is an error only when something refers to it: the CDK adds
 * one (the version of its bootstrap stack) that nothing does.
 *
 * @param readSsm `undefined` when there is no such parameter
 */
export function parameterValues(
  declared: Template['Parameters'],
  given: Readonly<Record<string, string>>,
  readSsm: (name: string) => string | undefined,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const name of Object.keys(given))
    if (!declared || !Object.hasOwn(declared, name))
      throw new TemplateError(name, 'the template has no such parameter.');
  for (const [name, parameter] of Object.entries(declared ?? {})) {
    const raw = given[name] ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    if (raw === undefined) continue;
    check(name, parameter, raw);
    const ssmType = SSM_TYPE.exec(parameter.Type)?.[1];
    const value = ssmType === undefined ? raw : readSsm(raw);
    const type = ssmType ?? parameter.Type;
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    if (value !== undefined) values.set(name, isList ? value.split(',').map((item) => item.trim()) : value);
  }
  return values;
}

function check(name: string, parameter: TemplateParameter, value: string): void {
  if (parameter.Type === 'Number' && Number.isNaN(Number(value)))
    throw new TemplateError(name, 'must be a number.');
  if (parameter.AllowedValues && !parameter.AllowedValues.map(String).includes(value))
    throw new TemplateError(name, `must be one of ${parameter.AllowedValues.join(', ')}.`);
  if (parameter.AllowedPattern && !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(value))
    throw new TemplateError(name, `must match ${parameter.AllowedPattern}.`);
  const { MinLength = 0, MaxLength = Infinity, MinValue = -Infinity, MaxValue = Infinity } = parameter;
  if (value.length < Number(MinLength) || value.length > Number(MaxLength))
    throw new TemplateError(name, `must have from ${MinLength} to ${MaxLength} characters.`);
  if (parameter.Type === 'Number' && (Number(value) < Number(MinValue) || Number(value) > Number(MaxValue)))
    throw new TemplateError(name, `must be from ${MinValue} to ${MaxValue}.`);
}
