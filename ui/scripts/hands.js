/** What hands do to the web: point, choose, drag, zoom, and go from person to person by keys. */

import { el } from "./elements.js";
import { called } from "./moods.js";
import { clamped } from "./numbers.js";

const FAR = 4; // pixels that make a click a drag
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Hands {
  constructor(web) {
    this.web = web;
    const acts = {
      pointermove: (event) => this._moved(event), pointerleave: () => this._over(null), pointerdown: (event) => this._grabbed(event), pointerup: (event) => this._released(event),
      keydown: (event) => this._key(event), dblclick: () => web.fit(),
    };
    for (const [name, act] of Object.entries(acts)) web.canvas.addEventListener(name, act);
    web.canvas.addEventListener("wheel", (event) => this._zoomed(event), { passive: false });
  }

  _under(event) {
    const box = this.web.canvas.getBoundingClientRect();
    return this.web.at(event.clientX - box.left, event.clientY - box.top);
  }

  _moved(event) {
    if (!this._drag) return event.pointerType === "touch" ? undefined : this._over(this._under(event));
    const [dx, dy] = [event.clientX - this._drag.x, event.clientY - this._drag.y];
    if (Math.hypot(dx, dy) > FAR) this._drag.far = true;
    const { scale } = this.web.view;
    return this._drag.far ? this.web.look({ x: this._drag.vx - dx / scale, y: this._drag.vy - dy / scale }) : undefined;
  }

  _over(body) {
    const { canvas, tip } = this.web;
    canvas.style.cursor = body ? "pointer" : "grab";
    tip.hidden = !body;
    if (body) this._tell(body);
    this.web.point(body?.id ?? null);
  }

  _tell(body) {
    const { world, tip, width, height } = this.web;
    const person = world.people.get(body.id);
    const [x, y] = this.web.onScreen(body);
    tip.replaceChildren(el("strong", { text: person.name }), el("span", { text: person.persona.role ?? "" }),
      el("span", { class: "dim", text: `${called(world.mood(body.id))}, at ${world.place(person.place)}` }));
    tip.style.left = `${clamped(x, 110, width - 110)}px`;
    tip.style.top = `${y > height - 110 ? y - 88 : y + 22}px`;
  }

  _grabbed(event) {
    const { x, y } = this.web.view;
    this._drag = { x: event.clientX, y: event.clientY, vx: x, vy: y, far: false };
    this.web.canvas.setPointerCapture(event.pointerId);
  }

  _released(event) {
    const far = this._drag?.far;
    this._drag = null;
    if (!far) this.web.pick(this._under(event)?.id ?? null);
  }

  _zoomed(event) {
    event.preventDefault();
    const { canvas, width, height, view } = this.web;
    const box = canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left - width / 2, event.clientY - box.top - height / 2];
    const scale = clamped(view.scale * Math.exp(-event.deltaY * 0.0015), 0.1, 6);
    this.web.look({ x: view.x + px / view.scale - px / scale, y: view.y + py / view.scale - py / scale, scale });
  }

  _key(event) {
    const { web } = this;
    if (STEPS[event.key]) {
      web.step(STEPS[event.key]);
      event.preventDefault();
    } else if (event.key === "Enter" && web.focus) {
      event.preventDefault(); // else the button that is focused next would be pressed by it
      web.pick(web.focus);
    } else if (event.key === "Escape") web.pick(null);
  }
}
