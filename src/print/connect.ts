/** The `connect` of notebooks: that of request/, whose exchanges get the face of this folder. */
import { type Connect, createConnect } from '../request/connect.js';
import { offerLatest } from '../request/latest.js';
import { speakAtCellEnd } from './cell-end.js';
import { notebookFace } from './face.js';

speakAtCellEnd();
offerLatest();

/** Opens a way to an API server; its exchanges show in full. */
export const connect: Connect = createConnect(notebookFace);
