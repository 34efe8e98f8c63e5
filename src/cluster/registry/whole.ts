/** The verbs of a sub-resource that is read and written as the object itself. */
import type { Action } from '../kinds/definition.js';
import { patch } from './patch.js';
import { get } from './read.js';
import { update } from './update.js';

/** The verbs' functions. */
export const whole: Record<string, Action> = { get, update, patch };
