/**
 * A cell at which the compiler itself fails, as at brackets that nest a thousand times. TypeScript then keeps the text of that cell
 * for all later ones, and tslab an update of its program that is never over: no later cell would be compiled.
 */
import { replacing } from './mend.js';
import type { TypeScript } from './typescript-for-tslab.js';

/** TypeScript whose watches keep the program before when the next one cannot be made, and tell of it when their update is over. */
export function withEndedUpdates(typescript: TypeScript): TypeScript {
  return replacing(typescript, {
    createWatchCompilerHost(...args) {
      const host = typescript.createWatchCompilerHost(...args);
      const { createProgram, setTimeout: plan, clearTimeout: drop } = host;
      const failures: unknown[] = [];
      host.createProgram = (names, options, compilerHost, before, ...rest) => {
        try {
          return createProgram(names, options, compilerHost, before, ...rest);
        } catch (error) {
          if (!before) throw error;
          failures.push(error);
          return before;
        }
      };
      host.setTimeout = (update, ...rest) => {
        const timer = plan(
          () => {
            failures.length = 0;
            update();
            if (failures.length === 0) return;
            drop(timer);
            throw failures[0];
          },
          ...rest,
        );
        return timer;
      };
      return host;
    },
  });
}
