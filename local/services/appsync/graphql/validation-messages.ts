/**
 * Validation errors of graphql-js in the words of graphql-java, which AppSync runs: the kind of the error
 * and its text. The words of graphql-js would suggest names of the schema, which AppSync never does.
 */
type Translation = readonly [pattern: RegExp, kind: string, text: (...groups: string[]) => string];

const TRANSLATIONS: readonly Translation[] = [
  [
    /^Cannot query field "(.+?)" on type "(.+?)"/,
    'FieldUndefined',
    (f, t) => `Field '${f}' in type '${t}' is undefined`,
  ],
  [
    /^GraphQL introspection has been disabled, but the requested query contained the field "(.+?)"/,
    'FieldUndefined',
    (f) => `Field '${f}' in type '__Schema' is undefined`,
  ],
  [
    /^Field "(.+?)" of type "(.+?)" must have a selection/,
    'SubSelectionRequired',
    (f, t) => `Sub selection required for type ${named(t)} of field ${f}`,
  ],
  [
    /^Field "(.+?)" must not have a selection since type "(.+?)"/,
    'SubSelectionNotAllowed',
    (f, t) => `Sub selection not allowed on leaf type ${named(t)} of field ${f}`,
  ],
  [
    /^Field ".+?" argument "(.+?)" of type ".+?" is required/,
    'MissingFieldArgument',
    (a) => `Missing field argument ${a}`,
  ],
  [
    /^Directive "@(.+?)" argument "(.+?)" of type/,
    'MissingDirectiveArgument',
    (_d, a) => `Missing directive argument ${a}`,
  ],
  [/^Unknown argument "(.+?)" on directive/, 'UnknownDirective', (a) => `Unknown directive argument ${a}`],
  [/^Unknown argument "(.+?)"/, 'UnknownArgument', (a) => `Unknown field argument ${a}`],
  [/^Unknown type "(.+?)"/, 'UnknownType', (t) => `Unknown type ${t}`],
  [/^Unknown directive "@(.+?)"/, 'UnknownDirective', (d) => `Unknown directive ${d}`],
  [/^Unknown fragment "(.+?)"/, 'UndefinedFragment', (f) => `Undefined fragment ${f}`],
  [/^Fragment "(.+?)" is never used/, 'UnusedFragment', (f) => `Unused fragment ${f}`],
  [
    /^Fragment "(.+?)" cannot condition on non composite type/,
    'FragmentTypeConditionInvalid',
    () => 'Fragment type condition is invalid, must be on Object/Interface/Union',
  ],
  [
    /^Fragment cannot condition on non composite type/,
    'InlineFragmentTypeConditionInvalid',
    () => 'Inline fragment type condition is invalid, must be on Object/Interface/Union',
  ],
  [
    /^Fragment .*cannot be spread here as objects of type "(.+?)" can never be of type "(.+?)"/,
    'InvalidFragmentType',
    (p, t) => `Fragment cannot be spread here as objects of type ${p} can never be of type ${t}`,
  ],
  [/^Cannot spread fragment "(.+?)" within itself/, 'FragmentCycle', (f) => `Fragment cycle through ${f}`],
  [/^Variable "\$(.+?)" is not defined/, 'UndefinedVariable', (v) => `Undefined variable ${v}`],
  [/^Variable "\$(.+?)" is never used/, 'UnusedVariable', (v) => `Unused variable ${v}`],
  [
    /^Variable "\$(.+?)" cannot be non-input type "(.+?)"/,
    'NonInputTypeOnVariable',
    (v, t) => `Input variable ${v} type ${t} is not an input type`,
  ],
  [
    /^Variable "\$.+?" of type "(.+?)" used in position expecting type "(.+?)"/,
    'VariableTypeMismatch',
    (a, e) => `Variable type '${a}' doesn't match expected type '${e}'`,
  ],
  [/^Fields "(.+?)" conflict/, 'FieldsConflict', (f) => `${f}: they cannot be merged`],
  [
    /^This anonymous operation must be the only/,
    'LoneAnonymousOperationViolation',
    () => 'Anonymous operation with other operations.',
  ],
  [
    /^There can be only one operation named "(.+?)"/,
    'DuplicateOperationName',
    (o) => `There can be only one operation named '${o}'`,
  ],
  [
    /^There can be only one argument named "(.+?)"/,
    'DuplicateArgumentNames',
    (a) => `There can be only one argument named '${a}'`,
  ],
  [
    /^There can be only one variable named "\$(.+?)"/,
    'DuplicateVariableName',
    (v) => `There can be only one variable named '${v}'`,
  ],
  [
    /^The "(.+?)" definition is not executable/,
    'NonExecutableDefinition',
    (d) => `The '${d}' definition is not executable.`,
  ],
  [
    /^There can be only one fragment named "(.+?)"/,
    'DuplicateFragmentName',
    (f) => `There can be only one fragment named '${f}'`,
  ],
  [
    /^There can be only one input field named "(.+?)"/,
    'UniqueObjectFieldName',
    (f) => `There can be only one field named '${f}'`,
  ],
  [
    /^The directive "@(.+?)" can only be used once/,
    'DuplicateDirectiveName',
    (d) =>
      `Non repeatable directives must be uniquely named within a location. The directive '${d}' is not unique.`,
  ],
  [/^Directive "@(.+?)" may not be used on/, 'MisplacedDirective', (d) => `Directive ${d} not allowed here`],
  [
    /^Unable to parse `([\s\S]*)` as (?:a )?valid (\w+)\.$/,
    'WrongType',
    (v, t) => `argument with value 'StringValue{value='${v}'}' is not a valid '${t}'`,
  ],
  [
    /must select only one top level field|must not select an introspection top level field/,
    'SubscriptionMultipleRootFields',
    () => 'Subscription operation must have exactly one root field',
  ],
  [
    /^Field "(.+?)" is not defined by type "(.+?)"/,
    'WrongType',
    (f, t) => `argument contains a field not in '${t}': '${f}'`,
  ],
  [
    /^Field "(.+?)" of required type "(.+?)" was not provided/,
    'WrongType',
    (f) => `argument is missing required fields '[${f.split('.').pop()}]'`,
  ],
  [
    /^Value "(.+?)" does not exist in "(.+?)" enum/,
    'WrongType',
    (v, t) => `argument with value 'EnumValue{name='${v}'}' is not a valid '${t}'`,
  ],
  [
    /^Enum "(.+?)" cannot represent non-enum value: ([\s\S]+?)\.(?: Did you mean[\s\S]*)?$/,
    'WrongType',
    (t, v) => `argument with value '${v}' is not a valid '${t}'`,
  ],
  [
    /^Expected value of type "(.+?)", found ([\s\S]+?)[.;]/,
    'WrongType',
    (t, v) => `argument with value '${v}' is not a valid '${t}'`,
  ],
  [
    /^(?:Int|Float|String|Boolean|ID) cannot represent .*?: ([\s\S]+)$/,
    'WrongType',
    (v) => `argument with value '${v}' is not a valid value`,
  ],
];

/** The text after `Validation error of type`. */
export function javaMessage(message: string): string {
  for (const [pattern, kind, text] of TRANSLATIONS) {
    const match = pattern.exec(message);
    if (match) return `Validation error of type ${kind}: ${text(...match.slice(1))}`;
  }
  return `Validation error of type InvalidSyntax: ${withoutHint(message)}`;
}

/** graphql-js likes to suggest names of the schema. */
export const withoutHint = (message: string) => message.split(' Did you mean')[0]!;

/** The type's name without `!` and `[]`, as graphql-java says it. */
const named = (type: string) => type.replace(/[![\]]/g, '');
