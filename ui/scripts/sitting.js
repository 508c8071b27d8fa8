/** Sitting for a portrait: a picture is chosen for a character of one's library, and made small before it leaves the browser. */

import { button, el } from "./elements.js";
import { labelled } from "./fields.js";
import { covered, ofOwn } from "./likenesses.js";

const SIZE = 384; // pixels of each side
const QUALITY = 0.9;

export class Sitting {
  /** `changed()` is called when there is another picture, or none any more. */
  constructor(notices, changed) {
    this._changed = changed;
    this.input = el("input", { type: "file", accept: "image/png,image/jpeg,image/webp", on: { change: () => this._chosen().catch(() => this._refused(notices)) } });
    this.away = button("Take the picture away", () => this._none(), { class: "quiet" });
    this.element = el("div", { class: "sitting" }, labelled("A picture", this.input, "or none: then initials stand for it"), this.away);
  }

  /** Begin with how somebody looks: {id, persona}, or a new one. */
  show(own) {
    this._take("", own.id ? ofOwn(own) : "");
  }

  _take(sent, picture) {
    if (this.picture?.startsWith("blob:")) URL.revokeObjectURL(this.picture);
    this.blob = sent || null;
    this.picture = picture; // the address
    this.input.value = "";
    this.away.hidden = !picture;
  }

  async _chosen() {
    const [file] = this.input.files;
    if (!file) return;
    const image = await createImageBitmap(file);
    const canvas = el("canvas", { width: SIZE, height: SIZE });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // behind what is transparent
    context.fillRect(0, 0, SIZE, SIZE);
    covered(context, image, image.width, image.height, SIZE);
    const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg", QUALITY));
    this._take(blob, URL.createObjectURL(blob));
    this._changed();
  }

  _none() {
    this._take("", "");
    this._changed();
    this.input.focus();
  }

  _refused(notices) {
    this.input.value = "";
    notices.say("This cannot be read as a picture. Choose a PNG, JPEG or WebP.", "bad");
  }
}
