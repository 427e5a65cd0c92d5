import { POP } from '../edge/pop.ts';
import type { Served } from '../edge/server.ts';
import { queryText } from '../edge/viewer-request.ts';

/** The fields of CloudFront's standard logs, in their order. */
export const FIELDS =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
  'sc-range-start sc-range-end';

/** Percent-encoded as the log's format asks: what would end a field or a line, and quotes; `-` for nothing. */
const field = (value: string | undefined) =>
  value
    ? value.replace(/[^\x21-\x7e]|["'\\<>^`{|}[\]]/gu, (character) =>
        [...Buffer.from(character)]
          .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
          .join(''),
      )
    : '-';

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);

/** One line of a log. `now` is in milliseconds. */
export function logRecord(
  { request, message, response, bytes, took, firstByte }: Served,
  now: number,
  includeCookies: boolean,
): string {
  const [date = '', time = ''] = new Date(now).toISOString().split(/[T.]/);
  const { headers, status } = response;
  const result = (headers['x-cache'] ?? '').replace(' from cloudfront', '');
  const range = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '');
  const sent = message.rawHeaders.reduce((sum, text) => sum + text.length + 2, message.url?.length ?? 0);
  return [
    date,
    time,
    POP,
    String(bytes),
    request.sourceIp,
    request.method,
    `${response.distribution?.id.toLowerCase()}.cloudfront.net`,
    field(request.path),
    String(status),
    field(request.headers['referer']),
    field(request.headers['user-agent']),
    field(queryText(request.query)),
    includeCookies ? field(request.headers['cookie']) : '-',
    result,
    headers['x-amz-cf-id'] ?? '-',
    field(request.host),
    'http',
    String(sent),
    seconds(took),
    field(request.headers['x-forwarded-for']),
    '-',
    '-',
    result,
    `HTTP/${message.httpVersion}`,
    '-',
    '-',
    String(message.socket.remotePort ?? '-'),
    seconds(firstByte),
    result,
    field(headers['content-type']),
    headers['content-length'] ?? '-',
    range?.[1] ?? '-',
    range?.[2] ?? '-',
  ].join('\t');
}
