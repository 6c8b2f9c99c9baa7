/** The indicator shown, with its values, classes, ranks and colors. */
import { fills, type Palette, type Swatch } from "./colors";
import type { Model } from "./model";
import type { Cell, Indicator } from "./payload";
import type { State } from "./state";
import { classesOf, counted, type Rank, ranks, type Scale, scaleOf, valuesOf } from "./values";

/** The indicator shown and all that is drawn from it. */
export interface Current {
  indicator: Indicator;
  values: Cell[];
  scale: Scale;
  /** Name of each area's class. */
  classes: string[];
  ranks: (Rank | null)[];
  /** The areas that its classes are made of and count. */
  counted: readonly number[];
  swatches: Map<string, Swatch>;
  palette: Palette;
}

export function currentOf(model: Model, state: State, palette: Palette): Current {
  const indicator = model.indicatorById.get(state.colorBy) ?? model.payload.indicators[0]!;
  const values = valuesOf(model, indicator, state);
  const scale = scaleOf(model, indicator, state);
  return {
    indicator, values, scale, palette,
    classes: classesOf(scale, values),
    ranks: ranks(model, values, indicator),
    counted: counted(model, indicator),
    swatches: fills(scale, palette),
  };
}

/** The same in other colors, as for paper. */
export function recolored(current: Current, palette: Palette): Current {
  return { ...current, palette, swatches: fills(current.scale, palette) };
}
