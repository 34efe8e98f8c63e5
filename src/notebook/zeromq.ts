/** The library of Jupyter's sockets (https://zeromq.org). */
import { createRequire } from 'node:module';
import { missingNativeLibrary } from '../native-library.js';

type Zeromq = typeof import('zeromq');

let loaded: Zeromq | undefined;

/** The library, loaded when it is first asked for. Throws ENVIRONMENT on a system that it has no build for. */
export function zeromq(): Zeromq {
  loaded ??= load();
  return loaded;
}

function load(): Zeromq {
  // its loader tries one build after the other, and warns of each that does not fit, with the frames of its own code
  const { warn } = console;
  console.warn = () => {};
  try {
    return createRequire(import.meta.url)('zeromq') as Zeromq;
  } catch (cause) {
    throw missingNativeLibrary('zeromq', 'to speak with the kernels of notebooks', cause);
  } finally {
    console.warn = warn;
  }
}
