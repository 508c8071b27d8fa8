/** Sheets of canvas that lie on each other, so that what moves is drawn without what stands still. */

import { el } from "./elements.js";

export class Layer {
  /** Attributes are those of the canvas. */
  constructor(attributes) {
    this.canvas = el("canvas", attributes);
    this.context = this.canvas.getContext("2d");
    this.blank = true;
  }

  /** Be so large, in pixels of the page; what was drawn is gone. */
  size(width, height, ratio) {
    [this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    this.ratio = ratio;
    this.blank = true;
  }

  /** An empty sheet to draw on, in pixels of the page. */
  clear() {
    const { context, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!this.blank) context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.blank = false;
    return context;
  }

  /** Empty it, unless it is. */
  wipe() {
    if (this.blank) return;
    this.clear();
    this.blank = true;
  }
}
