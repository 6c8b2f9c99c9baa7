/** A part of the panel that draws itself anew. */
import { h, redraw } from "../ui/dom";

export interface Section {
  element: HTMLElement;
  update(): void;
}

export function section(name: string, title: () => string | null, content: () => (Node | false | null)[]): Section {
  const element = h("section", { class: `cm-section cm-${name}`, "data-testid": name });
  return {
    element,
    update: () => {
      const heading = title();
      redraw(element, heading && h("h2", null, heading), content());
    },
  };
}
