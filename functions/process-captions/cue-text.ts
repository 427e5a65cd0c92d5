/*
 * What a cue says, as WebVTT writes it: text, and the few tags that the format knows. What is no tag of it is never left
 * to look like one.
 */

/** What browsers read as a tag: up to the next `>`, whatever lies between. To them a `< 5 >` is one too. */
const TAG = /<(\/?[a-z\d][^<>]*)>/i;
const NAME = /^\/?(?:[cibu]|ruby|rt|v|lang)(?=[.\s]|$)/;
const CLASSES = /^(?:\.[^.\s<>&]+)*/;
const TIMESTAMP = /^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}$/;
/** `&amp;`, `&#233;`: left as they are. */
const REFERENCE = /&(?!(?:[a-z][a-z\d]*|#\d+|#x[a-f\d]+);)/gi;
/** Nothing that a screen shows. */
const CONTROL = /[\p{Cc}--[\n\t]]/gv;

const escape = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
const tidy = (text: string) =>
  text
    .replace(CONTROL, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');

/** Of WebVTT: what is no tag of the format is taken out, and the text within it stays. */
export const webVttText = (text: string): string =>
  tidy(
    text
      .split(TAG)
      .map((part, index) => (index % 2 ? tag(part) : escape(part.replace(REFERENCE, '&amp;'))))
      .join(''),
  );

/** Of SRT, which has no references: `<b>`, `<i>` and `<u>` stay, `<font>` and `{\an8}` go, all else is text. */
export const srtText = (text: string): string =>
  tidy(
    text
      .replace(/\{\\[^{}]*\}/g, '')
      .replace(/<\/?font(?:\s[^<>]*)?>/gi, '')
      .split(/<(\/?[biu])>/i)
      .map((part, index) => (index % 2 ? `<${part.toLowerCase()}>` : escape(part.replaceAll('&', '&amp;'))))
      .join(''),
  );

function tag(inside: string): string {
  if (TIMESTAMP.test(inside)) return `<${inside}>`;
  const [name] = NAME.exec(inside) ?? [];
  if (name === undefined) return '';
  if (name.startsWith('/')) return `<${name}>`;
  const rest = inside.slice(name.length);
  const [classes = ''] = CLASSES.exec(rest) ?? [];
  if (name !== 'v' && name !== 'lang') return `<${name}${classes}>`;
  // Whose voice, or which language.
  const annotation = rest.slice(classes.length).replace(/\s+/g, ' ').trim().replace(REFERENCE, '&amp;');
  return `<${name}${classes}${annotation && ` ${annotation}`}>`;
}
