/** Orders in which several kinds are looked at when an object replaces another. */
import type { ValidationPart } from './definition.js';

/** As the rules of an update begin with those of a new object, behind what an update may not change. */
export const likeNew: readonly ValidationPart[] = ['metadata', 'update', 'new metadata', 'always'];
/** As a new object first, then what an update may not change. */
export const asNewFirst: readonly ValidationPart[] = ['new metadata', 'always', 'metadata', 'update'];
