/** The groups in the view for the keyboard: one tab stop, of which only the active entry exists. */
import { t } from "../model/i18n";
import { h } from "../ui/dom";
import { stepTo } from "../ui/keyboard";
import { targetLabel } from "./descriptions";
import type { Target } from "./scene";
import type { SiteCrowd } from "./site-crowd";

/** What the list asks of the layer it stands for. */
interface TargetLayer {
  targets(): Target[];
  mark(target: Target | null): void;
  open(target: Target): void;
}

export class BubbleList {
  private list = h("div", { class: "cm-area-list cm-sr-focus", role: "listbox", tabindex: 0, "data-testid": "crowd-list" });
  private targets: Target[] = [];
  private at = 0;

  constructor(private crowd: SiteCrowd, host: HTMLElement, private layer: TargetLayer) {
    host.prepend(this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focus", () => this.write());
    this.list.addEventListener("blur", () => layer.mark(null));
    crowd.app.store.on(["lang"], () => this.update());
  }

  /** The view has changed. */
  update(): void {
    this.list.setAttribute("aria-label", t("crowdList"));
    this.at = 0;
    // Nobody asks for the list before it has the focus.
    if (document.activeElement === this.list) this.write();
    else this.list.replaceChildren();
  }

  private write(): void {
    this.targets = this.layer.targets();
    this.at = Math.max(0, Math.min(this.at, this.targets.length - 1));
    const target = this.targets[this.at];
    this.layer.mark(target ?? null);
    if (!target) return this.list.replaceChildren();
    this.list.replaceChildren(h("div", {
      role: "option", id: "cm-crowd-option", "aria-selected": "true", "aria-posinset": this.at + 1, "aria-setsize": this.targets.length,
    }, targetLabel(this.crowd, target)));
    this.list.setAttribute("aria-activedescendant", "cm-crowd-option");
  }

  private key(event: KeyboardEvent): void {
    const next = stepTo(event.key, this.at, this.targets.length - 1);
    const target = this.targets[this.at];
    if ((event.key === "Enter" || event.key === " ") && target) this.layer.open(target);
    else if (next !== null) {
      this.at = next;
      this.write();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
