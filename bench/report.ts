/** One measured figure, the budget that it must keep, and what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure of the same run that it is compared with. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** What is held against the budget: the value itself, or its ratio to the baseline. */
  readonly budget: { readonly of: 'value' | 'ratio'; readonly least?: number; readonly most?: number };
}

const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

export const ratio = ({ value, baseline }: Figure) => (baseline ? value / baseline.value : NaN);

export function keeps(figure: Figure): boolean {
  const measured = figure.budget.of === 'ratio' ? ratio(figure) : figure.value;
  return measured >= (figure.budget.least ?? -Infinity) && measured <= (figure.budget.most ?? Infinity);
}

/** The figures as a table in Markdown, ready for `docs/performance.md`. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, baseline, budget } = figure;
    const bound = budget.least === undefined ? `≤ ${budget.most}` : `≥ ${budget.least}`;
    return [
      name,
      `${round(value)} ${unit}`,
      baseline ? `${baseline.name}: ${round(baseline.value)} ${unit}` : '–',
      baseline ? round(ratio(figure)) : '–',
      budget.of === 'ratio' ? `ratio ${bound}` : `${bound} ${unit}`,
      keeps(figure) ? 'kept' : 'MISSED',
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
