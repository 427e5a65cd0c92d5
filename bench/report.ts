/** One measured figure, the budget that it must keep, and what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure of the same run that it is compared with. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** What is held against the budget: the value itself, or its ratio to the baseline. Missing where it only informs. */
  readonly budget?: { readonly of: 'value' | 'ratio'; readonly least?: number; readonly most?: number };
}

const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

export const ratio = ({ value, baseline }: Figure) => (baseline ? value / baseline.value : NaN);

export function keeps(figure: Figure): boolean {
  const { value, budget } = figure;
  if (!budget) return true;
  const measured = budget.of === 'ratio' ? ratio(figure) : value;
  return measured >= (budget.least ?? -Infinity) && measured <= (budget.most ?? Infinity);
}

/** The figures as a table in Markdown, ready for `docs/performance.md`. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, baseline, budget } = figure;
    const bound = budget?.least === undefined ? `≤ ${budget?.most}` : `≥ ${budget.least}`;
    const words = budget?.of === 'ratio' ? `ratio ${bound}` : `${bound} ${unit}`;
    return [
      name,
      `${round(value)} ${unit}`,
      baseline ? `${baseline.name}: ${round(baseline.value)} ${unit}` : '–',
      baseline ? round(ratio(figure)) : '–',
      budget ? words : '–',
      budget ? (keeps(figure) ? 'kept' : 'MISSED') : '',
    ];
  });
  const lines = [
    ['what', 'measured', 'baseline of the same run', 'ratio', 'budget', ''],
    ['---', '---', '---', '---', '---', '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The value below which `share` (0–1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
