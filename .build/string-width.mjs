/**
 * Stands in for the package string-width in the bundle. yargs measures help texts with it, which are ours and hold no
 * wide characters; the package makes an `Intl.Segmenter` as soon as it is loaded, on every run (15 ms of 25 for all of yargs).
 */
import { stripVTControlCharacters } from "node:util";

export default function stringWidth(text) {
  return stripVTControlCharacters(text).length;
}
