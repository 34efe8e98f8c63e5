/** Orders of validation that several kinds share, for replaced objects. */
import type { ValidationPart } from './definition.js';

/** The fields that an update may not change first, then the rules of a new object once more. */
export const likeNew: readonly ValidationPart[] = ['metadata', 'update', 'new metadata', 'always'];
/** The rules of a new object first, then those of an update. */
export const asNewFirst: readonly ValidationPart[] = ['new metadata', 'always', 'metadata', 'update'];
