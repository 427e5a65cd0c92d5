/** Tags whose attributes name other files. */
const TAGS = [
  ...['MEDIA', 'I-FRAME-STREAM-INF', 'IMAGE-STREAM-INF', 'MAP', 'KEY', 'SESSION-KEY', 'SESSION-DATA'],
  ...['PART', 'PRELOAD-HINT', 'RENDITION-REPORT', 'CONTENT-STEERING', 'DATERANGE'],
];
const TAG = new RegExp(`^#EXT-X-(?:${TAGS.join('|')}):`);
const URI_ATTRIBUTE = /([:,])((?:X-ASSET-|SERVER-)?URI|X-ASSET-LIST)="([^"]*)"/g;

/**
 * Puts a query on every address in a playlist that leads to our own delivery, and changes no other byte. A
 * scanner over lines, because a parser that writes the playlist anew drops what it does not know.
 */
export function rewritePlaylist(playlist: string, queryFor: (uri: string) => string): string {
  let result = '';
  let start = 0;
  while (start < playlist.length) {
    const newline = playlist.indexOf('\n', start);
    const next = newline === -1 ? playlist.length : newline + 1;
    result += rewriteLine(playlist.slice(start, next), queryFor);
    start = next;
  }
  return result;
}

function rewriteLine(line: string, queryFor: (uri: string) => string): string {
  const text = line.trimEnd();
  if (text === '') return line;
  const ending = line.slice(text.length);
  if (!text.startsWith('#')) return withQuery(text, queryFor) + ending;
  if (!TAG.test(text)) return line;
  // Quoted strings have no escapes in HLS: where there seem to be some, we would misread the end.
  if (text.includes('\\"')) return line;
  return (
    text.replace(
      URI_ATTRIBUTE,
      (_, before: string, name: string, uri: string) => `${before}${name}="${withQuery(uri, queryFor)}"`,
    ) + ending
  );
}

/** One address with its query, if it leads to our own delivery. */
export function withQuery(uri: string, queryFor: (uri: string) => string): string {
  if (uri === '' || !isOurs(uri) || isSigned(uri)) return uri;
  const hash = uri.indexOf('#');
  const address = hash === -1 ? uri : uri.slice(0, hash);
  const fragment = hash === -1 ? '' : uri.slice(hash);
  return `${address}${address.includes('?') ? '&' : '?'}${queryFor(address)}${fragment}`;
}

/** The ordinary case, told without the cost of parsing a URL: a playlist may have thousands. */
const PLAIN = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** Both, because `https:a` is a relative address on a page that came by https, and an absolute one elsewhere. */
const BASES = ['https://delivery.invalid', 'http://delivery.invalid'];

/**
 * Whether an address stays where the playlist came from. Anything else (another host, `data:`) never gets a
 * grant: it would hand it to a stranger. Asked of the URL parser that browsers use, because `/\host` and
 * `/<tab>/host` lead elsewhere too.
 */
const isOurs = (uri: string) =>
  PLAIN.test(uri) || BASES.every((base) => URL.canParse(uri, base) && new URL(uri, base).origin === base);

const isSigned = (uri: string) => /[?&]Signature=/.test(uri);
