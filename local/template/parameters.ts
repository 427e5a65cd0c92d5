import { TemplateError } from '../runtime/errors.ts';
import type { Template, TemplateParameter } from './assembly.ts';

/**
 * The values of a template's parameters: what was given, else the defaults.
 *
 * A parameter without either is left out, and is an error only when something refers to it: the CDK adds
 * one (the version of its bootstrap stack) that nothing does.
 */
export function parameterValues(
  declared: Template['Parameters'],
  given: Readonly<Record<string, string>>,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const name of Object.keys(given))
    if (!declared || !Object.hasOwn(declared, name))
      throw new TemplateError(name, 'the template has no such parameter.');
  for (const [name, parameter] of Object.entries(declared ?? {})) {
    const raw = given[name] ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    if (raw === undefined || parameter.Type.startsWith('AWS::SSM::Parameter::Value')) continue;
    check(name, parameter, raw);
    const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
    values.set(name, isList ? raw.split(',').map((item) => item.trim()) : raw);
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
