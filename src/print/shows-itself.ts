/** Values that show themselves: their view is kept beside them, drawn by `show()` and written as text by everything else. */
import { inspect } from 'node:util';
import { jupyterDisplay } from '../request/face.js';
import { bundleOf, wantsColor } from './display.js';
import { renderText } from './text.js';
import type { View } from './view.js';

const views = new WeakMap<object, View>();

/** The view that a value was given; undefined without one. */
export function ownView(value: unknown): View | undefined {
  return typeof value === 'object' && value !== null ? views.get(value) : undefined;
}

/** The value, which from now on shows as `view`: in `toString()`, in a cell's last line and in `show()`. */
export function showsItself<T extends object>(value: T, view: View): T & { toString(): string } {
  const text = (color: boolean): string => renderText(view, { color });
  views.set(value, view);
  Object.defineProperty(value, 'toString', { value: () => text(false), enumerable: false });
  Object.defineProperty(value, jupyterDisplay, { value: () => bundleOf(view), enumerable: false });
  Object.defineProperty(value, inspect.custom, { value: () => text(wantsColor()), enumerable: false });
  return value;
}
