/**
 * Makes the start-up snapshot for kernels with this environment, as a process of its own: a kernel that was started without one
 * runs it. Where there is one already, that kernel's start from it failed: then it is tried, and put aside when it is bad.
 */
import { doubtKernelSnapshot, makeKernelSnapshot } from './make-snapshot.js';
import { kernelSnapshot } from './snapshot.js';

const present = kernelSnapshot();
void (present ? doubtKernelSnapshot(present) : makeKernelSnapshot());
