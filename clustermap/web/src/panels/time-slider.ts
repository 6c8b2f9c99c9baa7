/** The time slider with play: sites by year, policy events on its axis. */
import { sectorColor } from "../model/colors";
import { timed } from "../model/filter";
import { spanText, yearsText } from "../model/filter-text";
import { dateText, decimal, yen } from "../model/format";
import { addToGroup } from "../model/groups";
import { localized, t } from "../model/i18n";
import { type Basis, BASES } from "../model/state";
import { stopOf, timeline, type Timeline } from "../model/timeline";
import type { App } from "../ui/app";
import { afterPaint, data, h, icon, link, redraw, s } from "../ui/dom";

const STEP_MS = 420;

/** Where among the bars a word stands over low ones, as a share of the width. */
function lowest(heights: readonly number[]): number {
  const n = heights.length;
  const places = Array.from({ length: 16 }, (_, i) => i / 20).map((at) => ({
    at, height: Math.max(0, ...heights.filter((_, i) => i + 1 > at * n && i < (at + 0.22) * n)),
  }));
  return (places.find(({ height }) => height < 0.6) ?? places.reduce((a, b) => (b.height < a.height ? b : a))).at;
}

export class TimeSlider {
  readonly element = h("section", { class: "cm-time", "data-testid": "time" });
  private line: Timeline;
  private timer = 0;
  private lower = h("input", { type: "range", class: "cm-slider cm-slider-lower", min: 0, step: 1, "data-testid": "time-since" });
  private slider = h("input", { type: "range", class: "cm-slider", min: 0, step: 1, "data-testid": "time-slider" });
  private play = h("button", { type: "button", class: "cm-play", "data-testid": "time-play" });
  private year = h("output", { class: "cm-year", "data-testid": "time-year" });
  private chart = h("div", { class: "cm-time-chart" });
  private ticks = h("div", { class: "cm-ticks" });
  private hint = h("div", { class: "cm-event-hint", hidden: true, role: "tooltip", id: "cm-event-hint" });
  private words = h("div", { class: "cm-time-words" });

  constructor(private app: App) {
    this.line = timeline(app.model, app.state);
    this.element.hidden = this.line.stops.length < 2;
    this.element.append(
      h("div", { class: "cm-time-row" }, this.play, this.year,
        h("div", { class: "cm-track" }, this.chart, this.lower, this.slider, this.ticks, this.hint)),
      this.words,
    );
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.lower.addEventListener("input", () => this.begin(Number(this.lower.value)));
    this.chart.addEventListener("click", (event) => this.clicked(event));
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    app.store.on(["basis", "facets", "ranges"], () => {
      this.line = timeline(app.model, app.state);
      this.drawAll();
    });
    app.store.on(["lang", "theme", "sectors"], () => this.drawAll());
    app.store.on(["since", "year", "undated"], () => this.drawState());
    this.prepare();
    this.drawTicks();
    this.drawState();
    afterPaint(() => {
      this.drawChart();
      this.drawState();
    });
  }

  private get last(): number {
    return this.line.stops.length - 1;
  }

  /** Indices of the stops at both ends of the years chosen. */
  private ends(): [number, number] {
    const { since, year } = this.app.state;
    return [since === null ? 0 : stopOf(this.line.stops, since), year === null ? this.last : stopOf(this.line.stops, year)];
  }

  /** The last year chosen; the last stop of all sets no limit. */
  private go(stop: number): void {
    const at = Math.max(stop, this.ends()[0]);
    this.app.store.set({ year: at >= this.last ? null : this.line.stops[at]! });
    this.drawState();
  }

  /** The first year chosen: the one after the stop before. */
  private begin(stop: number): void {
    const at = Math.min(stop, this.ends()[1]);
    this.app.store.set({ since: at <= 0 ? null : this.line.stops[at - 1]! + 1 });
    this.drawState();
  }

  /** A click among the bars moves the nearer handle. */
  private clicked(event: MouseEvent): void {
    const box = this.chart.getBoundingClientRect();
    const stop = Math.max(0, Math.min(this.last, Math.floor(((event.clientX - box.left) / box.width) * this.line.stops.length)));
    const [first, last] = this.ends();
    if (Math.abs(stop - first) < Math.abs(stop - last)) this.begin(stop);
    else this.go(stop);
  }

  private start(): void {
    const [first, last] = this.ends();
    if (last >= this.last) this.go(first);
    this.timer = window.setInterval(() => {
      const next = this.ends()[1] + 1;
      this.go(next);
      if (next >= this.last) this.stop();
    }, STEP_MS);
    this.drawState();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.drawState();
    this.app.announce(this.sentence());
  }

  drawAll(): void {
    this.prepare();
    this.drawChart();
    this.drawTicks();
    this.drawState();
  }

  private prepare(): void {
    const n = Math.max(1, this.line.stops.length);
    for (const [slider, label] of [[this.lower, "yearFrom"], [this.slider, "yearTo"]] as const) {
      slider.max = String(this.last);
      slider.style.left = `calc(${50 / n}% - var(--thumb) / 2)`;
      slider.style.width = `calc(${100 - 100 / n}% + var(--thumb))`;
      slider.setAttribute("aria-label", t(label));
    }
  }

  /** Bars by sector; one of several years has their mean. */
  private drawChart(): void {
    const { stops, added } = this.line;
    const { sectors } = this.app.model.payload;
    const palette = this.app.palette();
    const shown = sectors.filter((sector) => this.app.state.sectors.has(sector.id));
    const years = stops.map((stop, i) => (i ? stop - stops[i - 1]! : 1));
    const totals = added.map((at, i) => shown.reduce((sum, sector) => sum + (at.get(sector.id) ?? 0), 0) / years[i]!);
    const most = Math.max(1, ...totals);
    const svg = s("svg", { viewBox: `0 0 ${stops.length} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
    added.forEach((at, i) => {
      let y = 100;
      for (const sector of shown) {
        const size = ((at.get(sector.id) ?? 0) / years[i]! / most) * 100;
        if (!size) continue;
        y -= size;
        svg.append(s("rect", { x: i + 0.12, y, width: 0.76, height: size, fill: sectorColor(sector, palette), "data-stop": i }));
      }
    });
    const peak = h("span", { class: "cm-peak" }, t("perYear", { n: Math.round(most) }));
    peak.style.left = `${lowest(totals.map((total) => total / most)) * 100}%`;
    this.chart.replaceChildren(svg, peak, ...this.axisBreak());
  }

  /** Where the axis turns from decades to years. */
  private axisBreak(): HTMLElement[] {
    const at = this.line.stops.indexOf(this.line.since);
    if (at <= 0) return [];
    const mark = h("span", { class: "cm-axis-break", title: t("decadesBefore", { year: String(this.line.since) }) }, "⁄⁄");
    mark.style.left = `${(at / this.line.stops.length) * 100}%`;
    return [mark];
  }

  private place(stop: number): string {
    return `${((stop + 0.5) / this.line.stops.length) * 100}%`;
  }

  private drawTicks(): void {
    const byStop = new Map<number, Timeline["events"]>();
    for (const item of this.line.events) addToGroup(byStop, item.stop, item);
    this.ticks.replaceChildren();
    let labeled = -Infinity;
    const small = matchMedia("(max-width: 720px)").matches;
    this.line.stops.forEach((year, stop) => {
      if (year % 10 !== 0 && year >= this.line.since && stop !== 0) return;
      if (stop - labeled < this.line.stops.length / (small ? 5 : 9)) return;
      labeled = stop;
      const label = h("span", { class: "cm-tick-label", "aria-hidden": "true" }, String(year));
      label.style.left = this.place(stop);
      this.ticks.append(label);
    });
    for (const [stop, items] of byStop) {
      const label = items.map(({ event }) => `${dateText(event.date)}: ${localized(event.title)}`).join("; ").slice(0, 600);
      const tick = h("button", {
        type: "button", class: "cm-event-tick", "aria-label": label, "data-testid": "event-tick", tabindex: "-1",
        on: {
          mouseenter: () => this.showHint(stop, items),
          focus: () => this.showHint(stop, items),
          mouseleave: () => (this.hint.hidden = true),
          blur: () => (this.hint.hidden = true),
          click: () => this.go(stop),
          keydown: (event: KeyboardEvent) => this.tickKey(event),
        },
      }, s("svg", { viewBox: "-5 -5 10 10", "aria-hidden": "true" }, s("path", { d: "M0,-4L4,0L0,4L-4,0Z" })));
      tick.style.left = this.place(stop);
      this.ticks.append(tick);
    }
    this.ticks.querySelector(".cm-event-tick")?.setAttribute("tabindex", "0");
  }

  private tickKey(event: KeyboardEvent): void {
    const all = [...this.ticks.querySelectorAll<HTMLElement>(".cm-event-tick")];
    const at = all.indexOf(event.target as HTMLElement);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (event.key === "Escape") this.hint.hidden = true;
    const next = all[at + step];
    if (!step || !next) return;
    event.preventDefault();
    all[at]!.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  private showHint(stop: number, items: Timeline["events"]): void {
    this.hint.replaceChildren(...items.slice(-6).map(({ event }) => h("p", null,
      h("span", { class: "cm-event-date" }, dateText(event.date)), " ", data(localized(event.title)))));
    this.hint.hidden = false;
    this.hint.classList.toggle("cm-from-right", stop > this.line.stops.length / 2);
    this.hint.style.left = stop > this.line.stops.length / 2 ? "auto" : this.place(stop);
    this.hint.style.right = stop > this.line.stops.length / 2 ? `${100 - parseFloat(this.place(stop))}%` : "auto";
  }

  private sentence(): string {
    const { state } = this.app;
    if (!timed(state)) return t("timeAll");
    return t("timeCount", { sites: t("sitesCount", { n: this.app.countShown() }), years: yearsText(state) });
  }

  /** Number of sites of the sectors shown among those without a year, or those not open yet. */
  private sum(group: ReadonlyMap<string, number>): number {
    let sum = 0;
    for (const [sector, n] of group) if (this.app.state.sectors.has(sector)) sum += n;
    return sum;
  }

  private drawState(): void {
    const { state, store } = this.app;
    const [first, last] = this.ends();
    const all = !timed(state);
    this.lower.value = String(first);
    this.slider.value = String(last);
    // Where both meet at the right, the left one must still be taken hold of.
    this.lower.classList.toggle("cm-above", first > this.last / 2);
    this.lower.setAttribute("aria-valuetext", state.since === null ? t("allYears") : String(state.since));
    this.slider.setAttribute("aria-valuetext", all ? t("allYears") : this.sentence());
    this.play.replaceChildren(icon(this.timer ? "pause" : "play"));
    this.play.setAttribute("aria-label", t(this.timer ? "pause" : "play"));
    this.year.textContent = spanText(state);
    this.year.classList.toggle("cm-all", state.since !== null || all);
    for (const bar of this.chart.querySelectorAll("rect")) {
      const stop = Number(bar.getAttribute("data-stop"));
      bar.classList.toggle("cm-future", stop < first || stop > last);
    }
    const basis = h("select", {
      "data-key": "basis", "data-testid": "basis", "aria-label": t("basis"),
      on: { change: () => store.set({ basis: basis.value as Basis }) },
    }, BASES.map((value) => {
      const option = h("option", { value }, t(`basis_${value}`));
      option.selected = value === state.basis;
      return option;
    }));
    redraw(this.words,
      h("span", { class: "cm-time-sentence" }, this.sentence()),
      !all && this.leftOut(),
      h("span", { class: "cm-time-end" },
        !all && h("button", {
          type: "button", class: "cm-link", "data-key": "all years", "data-testid": "time-all",
          on: {
            click: () => {
              if (this.timer) this.stop();
              store.set({ since: null, year: null });
            },
          },
        }, t("allYears")),
        basis));
  }

  /** What has no place among the years: sites without a date, in grey on the map if wanted, and those not open yet. */
  private leftOut(): (HTMLElement | false)[] {
    const { state, store, model } = this.app;
    const [undated, coming] = [this.sum(this.line.undated), this.sum(this.line.coming)];
    const box = h("input", {
      type: "checkbox", "data-key": "undated", "data-testid": "undated", on: { change: () => store.set({ undated: box.checked }) },
    });
    box.checked = state.undated;
    return [
      undated > 0 && h("span", { class: "cm-undated", "data-testid": "undated-count" },
        t(state.basis === "announced" ? "undatedAnnounced" : "undatedOpened", { n: undated }),
        !model.crowd && h("label", { class: "cm-undated" }, box, t("undatedGray"))),
      coming > 0 && h("span", { "data-testid": "coming-count" }, t("notOpenYet", { n: coming })),
    ];
  }
}

/** The policy events as a list for the panel. */
export function eventList(app: App): HTMLElement | null {
  const { events } = app.model.payload;
  if (!events.length) return null;
  const { year } = app.state;
  const sorted = [...events].sort((a, b) => (a.date < b.date ? 1 : -1));
  return h("details", { class: "cm-events", "data-testid": "events" },
    h("summary", { "data-key": "events" }, t("events"), h("span", { class: "cm-count" }, ` ${decimal(events.length, 0)}`)),
    h("ul", null, sorted.map((event) => h("li", {
      "data-year": event.date.slice(0, 4), class: year !== null && Number(event.date.slice(0, 4)) > year ? "cm-later" : "",
    },
    h("span", { class: "cm-event-date" }, dateText(event.date)),
    h("span", { class: "cm-event-title" }, link(event.url, data(localized(event.title)))),
    h("small", null, data(app.word("event", event.kind)), event.amount !== null && ` · ${yen(event.amount)}`)))));
}
