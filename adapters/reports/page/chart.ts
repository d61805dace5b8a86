import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { markup, type Markup, raw } from './markup.ts';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

/** Bars beside each other: of each category what every series has of it. */
export interface BarChartOf {
  /** A name of the page's own, in ASCII, unlike every other chart's. */
  readonly id: string;
  readonly caption: Markup;
  /** What the picture shows, for those who don't see it. */
  readonly label: string;
  readonly categories: readonly string[];
  /** One number a category; they decide how long bars are and stand at their ends, rounded. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** `across`: bars lie, names to their left. */
  readonly direction: 'up' | 'across';
  readonly digits: 0 | 2;
}

/** The chart twice, for wide and for narrow screens, as SVG within the page: no script, no style, nothing to load. Equal data, equal text. */
export function barChart(of: BarChartOf): Markup {
  return markup`<figure>
    <figcaption>${of.caption}</figcaption>
    ${raw(drawn(of, WIDE))}${raw(drawn(of, NARROW))}
  </figure>`;
}

interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly font: number;
}

const WIDE: Size = { name: 'wide', width: 1180, font: 13 };
const NARROW: Size = { name: 'narrow', width: 358, font: 12 };
/** The city's blue and the province's ochre; the ochre is hatched, so that they differ on paper without colours. */
const COLOURS = ['#1f4e9c', '#c46a10'] as const;
const TEXT = '#1f2328';

function drawn(of: BarChartOf, size: Size): string {
  const height = heightOf(of, size);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height });
  try {
    chart.setOption(optionOf(of, size));
    return plainSvg(chart.renderToSVGString(), of, size, height);
  } finally {
    chart.dispose();
  }
}

function heightOf({ categories, direction, series }: BarChartOf, { name }: Size): number {
  if (direction === 'up') return name === 'wide' ? 320 : 260;
  return 60 + categories.length * (series.length * 15 + 14);
}

function optionOf(
  { categories, digits, direction, series }: BarChartOf,
  size: Size,
): Parameters<ReturnType<typeof init>['setOption']>[0] {
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
  const labels = { color: TEXT, fontSize: size.font, overflow: 'truncate' as const };
  const names = {
    type: 'category' as const,
    data: [...categories],
    inverse: direction === 'across',
    axisLabel: { ...labels, ...(direction === 'across' ? { interval: 0 } : {}) },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#57606a' } },
  };
  const values = {
    type: 'value' as const,
    minInterval: digits === 0 ? 1 : 0,
    splitNumber: size.name === 'wide' ? 5 : 3,
    axisLabel: { ...labels, formatter: (value: number) => format.format(value) },
    splitLine: { lineStyle: { color: '#e1e5ea' } },
  };
  // Numbers at the ends of bars as long as there is room for them.
  const show = direction === 'across' || categories.length * series.length * 34 < size.width * 0.9;
  return {
    animation: false,
    color: [...COLOURS],
    legend: {
      show: series.length > 1,
      top: 0,
      left: 'center',
      textStyle: labels,
      data: series.map(({ name }) => name),
    },
    grid: {
      left: 4,
      right: direction === 'across' ? 70 : 12,
      top: series.length > 1 ? 40 : 12,
      bottom: 6,
      outerBoundsMode: 'same',
    },
    ...(direction === 'across' ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values }),
    series: series.map(({ name, values: data }, at) => ({
      type: 'bar' as const,
      name,
      data: [...data],
      barMaxWidth: direction === 'across' ? 13 : 46,
      barGap: '10%',
      itemStyle: at === 0 ? {} : { decal: HATCH },
      label: {
        show,
        position: direction === 'across' ? ('right' as const) : ('top' as const),
        color: TEXT,
        fontSize: size.font - 1,
        formatter: ({ value }: { value: unknown }) => format.format(Number(value)),
      },
    })),
  };
}

const HATCH = {
  symbol: 'rect',
  color: 'rgba(255,255,255,0.45)',
  rotation: Math.PI / 4,
  dashArrayX: [1, 0],
  dashArrayY: [2, 5],
} as const;

/**
 * Without what answers a pointer, with attributes in place of styles (the page allows none), and with names that don't count how many charts
 * the process has drawn.
 */
function plainSvg(svg: string, { id, label }: BarChartOf, { name, width }: Size, height: number): string {
  const inner = svg
    .replace(/^<svg[^>]*>/, '')
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_, style: string) => presentation(style))
    .replaceAll(/zr\d+-/g, `${id}-${name}-`);
  const opening = markup`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">`;
  return `${opening.html}${inner}`;
}

/** `font-size:12px;` → ` font-size="12px"`: what a chart styles, SVG has attributes for. */
function presentation(style: string): string {
  return style
    .split(';')
    .filter((declaration) => declaration.includes(':'))
    .map((declaration) => {
      const at = declaration.indexOf(':');
      return ` ${declaration.slice(0, at).trim()}="${declaration.slice(at + 1).trim()}"`;
    })
    .join('');
}
