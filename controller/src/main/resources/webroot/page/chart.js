// Strips of curves that share their time axis, their cursor and their legend.
import { el } from './dom.js';
import { utcClock } from './format.js';
import { colour, onSchemeChange } from './theme.js';

const AXIS_WIDTH = 58;
const X_AXIS_HEIGHT = 34;
const TITLE_HEIGHT = 13;

/** Half the widest mark of the time axis: 23:59:59. */
const RIGHT_MARGIN = 28;

/** Seconds between two marks of the time axis. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
let stacks = 0;

export class Stack {
  #charts = [];
  #data = null;
  #hidden = new Set();
  #zoomed = false;
  #width = 0;
  #awake;
  #sync = `stack${++stacks}`;
  #forgetScheme;
  #observer;

  /**
   * @param host an empty element
   * @param strips each with title, unit, tall and traces {group, label, tone, dash, values(columns)}
   * @param options name: what it shows, for those who do not see it; clock: x is a time of day; range(): from when to
   *   when it is shown, where that is not all there is; height of a tall strip; onCursor(index or null); asleep: nothing
   *   is painted until it is woken
   */
  constructor(host, strips, options) {
    this.host = host;
    this.strips = strips;
    this.options = options;
    this.#awake = !options.asleep;
    host.style.minHeight = `${strips.reduce((sum, strip, index) => sum + TITLE_HEIGHT + this.#height(strip, index), 0)}px`;
    host.classList.add('stack');
    host.tabIndex = 0;
    host.setAttribute('role', 'img');
    host.setAttribute('aria-label', options.name);
    host.addEventListener('keydown', (event) => this.#key(event));
    host.addEventListener('dblclick', () => this.#unzoom());
    this.#forgetScheme = onSchemeChange(() => this.#rebuild());
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(host);
  }

  /** Shows these columns: x, outages, and whatever the traces take their values from. */
  show(columns) {
    this.#data = columns;
    for (const chart of this.#charts) {
      const values = this.#values(chart.strip);
      if (this.#zoomed) {
        chart.plot.setData(values, false);
        chart.plot.redraw();
      } else {
        chart.plot.setData(values);
      }
    }
  }

  /** A stack that sleeps keeps its place and what it was told, and costs next to nothing. */
  wake(awake) {
    if (awake !== this.#awake) {
      this.#awake = awake;
      this.#rebuild();
    }
  }

  /** Dragging over a part of the time shows that part; a double click shows all again. */
  #unzoom() {
    this.#zoomed = false;
    if (this.#data) {
      this.show(this.#data);
    }
  }

  toggle(group, visible) {
    this.#hidden[visible ? 'delete' : 'add'](group);
    for (const { plot, strip } of this.#charts) {
      strip.traces.forEach((trace, index) => {
        if (trace.group === group) {
          plot.setSeries(index + 1, { show: visible });
        }
      });
    }
  }

  isVisible(group) {
    return !this.#hidden.has(group);
  }

  /** What is painted, from top to bottom: title and canvas. */
  canvases() {
    return this.#charts.map(({ plot, strip }) => ({ title: `${strip.title}, ${strip.unit}`, canvas: plot.ctx.canvas }));
  }

  destroy() {
    this.#observer.disconnect();
    this.#forgetScheme();
    this.#charts.forEach(({ plot }) => plot.destroy());
    this.#charts = [];
    this.host.replaceChildren();
  }

  #values(strip) {
    return this.#data
      ? [this.#data.x, ...strip.traces.map((trace) => trace.values(this.#data))]
      : [[], ...strip.traces.map(() => [])];
  }

  #resize() {
    const width = Math.floor(this.host.clientWidth);
    if (width === 0 || width === this.#width) {
      return;
    }
    this.#width = width;
    if (this.#charts.length === 0) {
      this.#rebuild();
    } else {
      this.#charts.forEach(({ plot }) => plot.setSize({ width, height: plot.height }));
    }
  }

  #rebuild() {
    this.#charts.forEach(({ plot }) => plot.destroy());
    this.#charts = [];
    this.host.replaceChildren();
    if (this.#width === 0 || !this.#awake) {
      return;
    }
    this.#charts = this.strips.map((strip, index) => {
      const place = el('div', { class: 'strip' }, el('div', { class: 'strip-title' }, `${strip.title}, ${strip.unit}`));
      this.host.append(place);
      const plot = new uPlot(this.#describe(strip, index), this.#values(strip), place);
      listenToFingers(plot);
      return { plot, strip };
    });
  }

  #isLast(index) {
    return index === this.strips.length - 1;
  }

  #height(strip, index) {
    const tall = this.options.height ?? 200;
    return (strip.tall ? tall : Math.round(tall * 0.4)) + (this.#isLast(index) ? X_AXIS_HEIGHT : 8);
  }

  #describe(strip, index) {
    const isLast = this.#isLast(index);
    const text = colour('soft');
    const grid = { stroke: colour('grid'), width: 1 };
    const font = '12px system-ui, sans-serif';
    return {
      width: this.#width,
      height: this.#height(strip, index),
      padding: [8, RIGHT_MARGIN, isLast ? 0 : 8, 0],
      legend: { show: false },
      cursor: {
        sync: { key: this.#sync },
        y: false,
        drag: { x: !this.options.range, y: false, setScale: true },
        points: { size: 7 },
      },
      scales: {
        x: { time: false, range: this.options.range ?? ((plot, least, most) => span(least, most)) },
        y: { range: (plot, least, most) => [0, most > 0 ? most * 1.08 : 1] },
      },
      axes: [
        { show: isLast, stroke: text, grid, ticks: grid, font, size: X_AXIS_HEIGHT,
          incrs: STEPS, space: 64,
          values: (plot, splits) => splits.map((x) => (this.options.clock ? utcClock(x * 1000) : `${x} s`)) },
        { stroke: text, grid, ticks: grid, font, size: AXIS_WIDTH, space: strip.tall ? 32 : 18 },
      ],
      series: [{}, ...strip.traces.map((trace) => ({
        label: trace.label,
        stroke: () => colour(trace.tone),
        width: trace.dash ? 1.25 : 1.75,
        dash: trace.dash ?? undefined,
        show: this.isVisible(trace.group),
        points: { show: (plot) => plot.data[0].length < 4 },
        spanGaps: false,
      }))],
      hooks: {
        drawClear: [(plot) => this.#shade(plot)],
        setCursor: [(plot) => this.#pointed(plot)],
        setSelect: [(plot) => { this.#zoomed ||= plot.select.width > 0; }],
      },
    };
  }

  /** Outages lie behind the curves. */
  #shade(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = colour('outage');
    for (const [from, to] of this.#data?.outages ?? []) {
      const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
      const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
      if (right > left) {
        ctx.fillRect(left, bbox.top, right - left, bbox.height);
      }
    }
    ctx.restore();
  }

  #pointed(plot) {
    const index = plot.cursor.idx;
    this.options.onCursor?.(index === null || index === undefined || plot.cursor.left < 0 ? null : index);
  }

  /** Arrows move the cursor as a mouse would. */
  #key(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const x = this.#data?.x ?? [];
    if (!(event.key in steps) || this.#charts.length === 0 || x.length === 0) {
      return;
    }
    event.preventDefault();
    const at = this.#charts[0].plot.cursor.idx ?? (steps[event.key] > 0 ? -1 : x.length);
    const index = Math.min(x.length - 1, Math.max(0, at + steps[event.key]));
    for (const { plot } of this.#charts) {
      plot.setCursor({ left: plot.valToPos(x[index], 'x'), top: 1 });
    }
  }
}

/** One second has some width too. */
function span(least, most) {
  return least === null || least === undefined ? [0, 1] : [Math.min(least, most - 1), Math.max(most, least + 1)];
}

/** A finger on the curves moves the cursor; the page is still scrolled up and down. */
function listenToFingers(plot) {
  const point = (event) => {
    if (event.pointerType !== 'mouse') {
      const box = plot.over.getBoundingClientRect();
      plot.setCursor({ left: event.clientX - box.left, top: event.clientY - box.top }, true, true);
    }
  };
  plot.over.addEventListener('pointerdown', point);
  plot.over.addEventListener('pointermove', point);
}
