import { sameRate, valueOf, type Rational } from '../media/rational.ts';
import type { Plan, Rendition, VideoPlan } from './plan.ts';
import { shownSize, type Size } from './geometry.ts';

type VideoRendition = Rendition & { readonly video: VideoPlan };

interface Step {
  readonly rendition: VideoRendition;
  /** Steps that scale this step's picture further down. */
  readonly next: Step[];
}

const contains = (outer: Size, inner: Size) => outer.width >= inner.width && outer.height >= inner.height;
const area = ({ width, height }: Size) => width * height;
const text = ({ numerator, denominator }: Rational) => `${numerator}/${denominator}`;

export const withVideo = (rendition: Rendition): rendition is VideoRendition => rendition.video !== undefined;

/**
 * The filter graph of a job: the source is decoded once, and each picture is scaled from the next larger
 * one rather than from the source. Bicubic where they are near in size: measured, no quality is lost against
 * scaling each from the source, and a third of the scaling work remains (`fast_bilinear` in a chain would
 * lose 5 dB).
 * Each rendition's picture leaves the graph as `[v<id>]`.
 */
export function filterGraph(plan: Plan): string | undefined {
  const renditions = plan.groups.flatMap((group) => group.renditions).filter(withVideo);
  if (!plan.source.video || renditions.length === 0) return undefined;
  const rate = commonRate(renditions, plan.source.video.frameRate);
  const roots = chain(renditions);
  const head = [
    ...deinterlaced(renditions),
    ...turned(plan),
    ...toneMapped(renditions),
    `fps=fps=${text(rate)}:start_time=0`,
  ];
  const chains = [
    `[0:${plan.source.video.index}]${join(head)}${fan(roots.map((step) => `s${step.rendition.id}`))}`,
  ];
  const visit = (step: Step, from: Size, root: boolean) => {
    const { id, video } = step.rendition;
    const { width, height } = video.framing.picture;
    const scale = [
      `scale=${width}:${height}:flags=${scaler(from, video)}`,
      ...(root ? ['format=yuv420p'] : []),
      'setsar=1',
    ];
    // Of single frames only those that are kept are scaled, and nothing is scaled from them.
    if (!video.encoder) {
      chains.push(
        `[s${id}]${join([...rated(video, rate), ...scale, ...framed(video), ...tiled(video)])}[v${id}]`,
      );
      return;
    }
    const finish = [...framed(video), ...rated(video, rate)];
    const own = finish.length > 0 ? `f${id}` : `v${id}`;
    chains.push(`[s${id}]${join(scale)}${fan([own, ...step.next.map((child) => `s${child.rendition.id}`)])}`);
    if (finish.length > 0) chains.push(`[${own}]${join(finish)}[v${id}]`);
    for (const child of step.next) visit(child, video.framing.picture, false);
  };
  const shown = shownSize(plan.source.video, plan.turn);
  for (const root of roots) visit(root, shown, true);
  return chains.join(';');
}

/**
 * To half the size or less, every picture's pixels are averaged from so many that half of bicubic's work is
 * enough: measured, 0.3 dB are lost at a third of the size. A job that makes the small rungs of a large film
 * does little else beside decoding it.
 */
const scaler = (from: Size, { encoder, framing: { picture } }: VideoPlan) =>
  encoder && picture.width * 2 <= from.width && picture.height * 2 <= from.height ? 'bilinear' : 'bicubic';

const join = (filters: readonly string[]) => filters.join(',');
const fan = (labels: readonly string[]) =>
  (labels.length > 1 ? `,split=${labels.length}` : '') + labels.map((label) => `[${label}]`).join('');

/** Largest first; each hangs below the smallest encoded picture before it that it fits into. */
function chain(renditions: readonly VideoRendition[]): Step[] {
  const picture = (step: Step) => step.rendition.video.framing.picture;
  const isEncoded = (step: Step) => step.rendition.video.encoder !== undefined;
  const steps = renditions
    .map((rendition): Step => ({ rendition, next: [] }))
    .sort((a, b) => area(picture(b)) - area(picture(a)) || Number(isEncoded(b)) - Number(isEncoded(a)));
  const roots: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const parent = steps
      .slice(0, index)
      .findLast((earlier) => isEncoded(earlier) && contains(picture(earlier), picture(step)));
    (parent?.next ?? roots).push(step);
  }
  return roots;
}

/** When every encoded rendition has one rate, frames that none of them keeps are dropped before scaling. */
function commonRate(renditions: readonly VideoRendition[], source: Rational): Rational {
  const rates = renditions.filter(({ video }) => video.encoder).map(({ video }) => video.frameRate);
  const [first] = rates;
  return first && rates.every((rate) => sameRate(rate, first)) && valueOf(first) < valueOf(source)
    ? first
    : source;
}

function deinterlaced(renditions: readonly VideoRendition[]): string[] {
  const modes = renditions.map(({ video }) => video.deinterlace).filter((mode) => mode !== undefined);
  return modes.length > 0 ? [`yadif=deint=${modes.includes('all') ? 'all' : 'interlaced'}`] : [];
}

/** By way of linear light, where brightness can be mapped; the same for all pictures of a job. */
function toneMapped(renditions: readonly VideoRendition[]): string[] {
  const mapper = renditions.map(({ video }) => video.toneMapper).find((wanted) => wanted !== undefined);
  if (!mapper) return [];
  const curve = mapper === 'VIBRANT' ? 'mobius' : 'hable';
  return [
    ...['zscale=t=linear:npl=100', 'format=gbrpf32le', 'zscale=p=bt709', `tonemap=${curve}:desat=0`],
    ...['zscale=t=bt709:m=bt709:r=tv', 'format=yuv420p'],
  ];
}

/** ffmpeg itself turns the picture for AUTO; a fixed turn is ours. */
function turned(plan: Plan): string[] {
  if (plan.automaticTurn) return [];
  return { 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[plan.turn] ?? [];
}

/** What only one output wants: its frame around or out of the picture. */
function framed({ framing: { picture, frame } }: VideoPlan): string[] {
  if (!contains(frame, picture)) return [`crop=${frame.width}:${frame.height}`];
  if (!contains(picture, frame)) return [`pad=${frame.width}:${frame.height}:(ow-iw)/2:(oh-ih)/2`];
  return [];
}

/** Its own frame rate. A captured frame is the one at its instant: rounding up keeps the last that is not after it. */
function rated(video: VideoPlan, rate: Rational): string[] {
  if (sameRate(video.frameRate, rate)) return [];
  return [`fps=fps=${text(video.frameRate)}:start_time=0${video.encoder ? '' : ':round=up'}`];
}

const tiled = ({ sheet }: VideoPlan): string[] => (sheet ? [`tile=${sheet.columns}x${sheet.rows}`] : []);
