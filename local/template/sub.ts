/** A piece of an `Fn::Sub` text: literal, or a variable such as `Bucket` or `Bucket.Arn`. */
export type SubPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'variable'; readonly name: string };

/** Takes an `Fn::Sub` text apart. `${!Name}` stands for a literal `${Name}`. */
export function parseSub(template: string): SubPart[] {
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
    const name = match[1]!.trim();
    if (match.index > end) parts.push({ kind: 'text', text: template.slice(end, match.index) });
    parts.push(
      name.startsWith('!') ? { kind: 'text', text: `\${${name.slice(1)}}` } : { kind: 'variable', name },
    );
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ kind: 'text', text: template.slice(end) });
  return parts;
}
