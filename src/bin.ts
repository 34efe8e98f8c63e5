#!/usr/bin/env node
/** The command `kubelab`: hands this process to the command line, and ends with the code that comes back. */
import { keepCompiledCode } from './compile-cache.js';

keepCompiledCode();
const { main } = await import('./cli/main.js');
process.exitCode = await main(process);
// What a command left open must not hold the process; whoever still writes gets a moment.
setTimeout(() => process.exit(), 1000).unref();
