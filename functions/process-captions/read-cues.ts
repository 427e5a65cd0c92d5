import { srtText, webVttText } from './cue-text.ts';
import type { Cue } from './web-vtt.ts';

const HEADER = /^WEBVTT(?=[ \t\n]|$)/;
const ARROW = '-->';
/** Hours may be missing, and parts of a second too; SRT has a comma before these. */
const TIME = String.raw`(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*${ARROW}\s*${TIME}(?:\s+(.*))?$`);
const PERCENT = String.raw`(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%`;
/** Those of WebVTT, but for `region`: regions are not kept. */
const SETTING = new RegExp(
  [
    'vertical:(?:rl|lr)',
    String.raw`line:(?:-?\d{1,4}|${PERCENT})(?:,(?:start|center|end))?`,
    `position:${PERCENT}(?:,(?:line-left|center|line-right))?`,
    `size:${PERCENT}`,
    'align:(?:start|center|end|left|right)',
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);
/** Of a WebVTT file, what shows nothing. */
const OTHER_BLOCK = /^(?:NOTE|STYLE|REGION)(?=[ \t\n]|$)/;
const NUMBER = /^\s*\d*\s*$/;

/** The text is neither WebVTT nor SRT, or a line of it cannot be read. */
export class NotCaptionsError extends Error {}

/**
 * The cues of a WebVTT or SRT file, in order. No line is passed over: where one cannot be read the file is refused, for its
 * owner would otherwise find out from viewers what is missing. Only what could never be seen is left out: cues that say
 * nothing, or end before they have begun.
 */
export function readCues(text: string): Cue[] {
  const cues = (HEADER.test(text) ? webVttCues(text) : srtCues(text))
    .filter(({ start, end, text: said }) => start < end && said !== '')
    .sort((one, other) => one.start - other.start);
  if (cues.length === 0) throw new NotCaptionsError('There are no cues.');
  return cues;
}

function webVttCues(text: string): Cue[] {
  const [header = '', ...blocks] = text.split(/\n\n+/);
  // Where the empty line is missing, the first cue follows the header.
  const afterHeader = header.includes(ARROW) ? [header.slice(header.indexOf('\n') + 1)] : [];
  return [...afterHeader, ...blocks]
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '' && !(OTHER_BLOCK.test(block) && !block.includes(ARROW)))
    .map((block) => cueOf(block, webVttText));
}

/** What stands alone between empty lines belongs to the cue before; a number alone is a cue that was not written. */
function srtCues(text: string): Cue[] {
  const blocks: string[] = [];
  for (const block of text.trim().split(/\n\s*\n/)) {
    if (block.includes(ARROW)) blocks.push(block);
    else if (blocks.length === 0) throw new NotCaptionsError('It does not begin with a cue.');
    else if (!NUMBER.test(block)) blocks.push(`${blocks.pop()}\n${block}`);
  }
  // What follows the times in SRT are places on the screen of a disc.
  return blocks.map((block) => ({ ...cueOf(block, srtText), settings: [] }));
}

/** A line with times, with or without a name above it, and what is said below. */
function cueOf(block: string, say: (text: string) => string): Cue {
  const lines = block.split('\n');
  const at = lines.findIndex((line) => line.includes(ARROW));
  const match = TIMING.exec(lines[at] ?? '');
  const said = lines.slice(at + 1);
  if (at > 1 || !match || said.some((line) => line.includes(ARROW)))
    throw new NotCaptionsError(`This cannot be read: ${block.slice(0, 100)}`);
  const [, ...parts] = match;
  return {
    start: milliseconds(parts.slice(0, 4)),
    end: milliseconds(parts.slice(4, 8)),
    settings: (parts[8] ?? '').split(/\s+/).filter((setting) => SETTING.test(setting)),
    text: say(said.join('\n')),
  };
}

function milliseconds([hours = '0', minutes = '0', seconds = '0', parts = '']: (
  string | undefined
)[]): number {
  return (
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(parts.padEnd(3, '0'))
  );
}
