/** Small drawings for buttons, since no font can be relied on to have them. */

import { svg } from "./elements.js";

const PATHS = {
  play: "M4.5 2.5v11l9-5.500z",
  hold: "M4 2.500h3v11H4zM9 2.500h3v11H9z",
  next: "M3 3v10l7-5zM11 3h2v10h-2z",
  back: "M13 3v10L6 8zM3 3h2v10H3z",
  fit: "M2 2h5v1.800H3.800V7H2zM9 2h5v5h-1.800V3.800H9zM2 9h1.800v3.200H7V14H2zM12.200 9H14v5H9v-1.800h3.200z",
  step: "M3 3v10l6-5zM11 3h2v10h-2z",
  close: "M3.300 4.700 4.700 3.300 8 6.600l3.300-3.300 1.400 1.400L9.400 8l3.300 3.300-1.400 1.400L8 9.400l-3.300 3.300-1.400-1.400L6.600 8z",
  night: "M8 1.500a6.500 6.500 0 1 0 6.500 6.500A5 5 0 0 1 8 1.500z",
  wand: "M2 13.300 9.800 5.500l1.200 1.200L3.200 14.500zM11.500 1l.7 1.800 1.800.7-1.800.7-.7 1.800-.7-1.800L9 3.500l1.800-.7zM14 8l.4 1.100 1.100.4-1.100.4L14 11l-.4-1.100-1.100-.4 1.100-.4z",
};

/** The drawing of this name. */
export const icon = (name) => svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
