/** The kernel of a lesson: started when it is needed, and which cells it knows. */

import { kernelCommand } from '../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../kernel/make-snapshot.js';
import type { CodeCell } from '../notebook/document.js';
import type { CellResult, ExecuteOptions, Kernel } from '../notebook/kernel-client.js';
import { startKernel } from '../notebook/start-kernel.js';

/** The options of a lesson's kernel. */
export interface LessonKernelOptions {
  /** The folder of the notebook. */
  folder: string;
  env: () => Record<string, string | undefined>;
  /** Names the cluster as it is now. */
  cluster: () => string | undefined;
}

/** A kernel that may not have started, or may have ended. */
export class LessonKernel {
  readonly #options: LessonKernelOptions;
  #kernel: Kernel | undefined;
  /** The cluster that was there when the kernel started. */
  #cluster: string | undefined;
  #starting: Promise<Kernel> | undefined;
  /** The cells whose declarations the running kernel holds. */
  #known = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: LessonKernelOptions) {
    this.#options = options;
  }

  /** True while it runs. */
  get alive(): boolean {
    return this.#kernel?.alive === true;
  }

  /** Starts it, if it does not run. Throws KERNEL_MISSING or ENVIRONMENT. */
  async start(): Promise<Kernel> {
    if (this.#kernel?.alive) return this.#kernel;
    this.#starting ??= this.#startKernel().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Runs code in it. Resolves whatever the code does; throws as `start` does. */
  async execute(code: string, options: ExecuteOptions): Promise<CellResult> {
    return (await this.start()).execute(code, options);
  }

  /** Whether it has a cell's declarations. */
  knows(cell: CodeCell): boolean {
    return this.alive && this.#known.has(cell.id);
  }

  /** Notes that a cell has run in it. */
  learned(cell: CodeCell): void {
    this.#known.add(cell.id);
  }

  /** Ends it when its variables belong to another cluster than there is now. True when it did. */
  async endWhenStale(): Promise<boolean> {
    if (!this.#kernel?.alive || this.#cluster === this.#options.cluster()) return false;
    await this.#kernel.shutdown();
    return true;
  }

  /** Ends it; the next cell starts another. */
  async end(): Promise<void> {
    await this.#starting?.catch(() => {});
    await this.#kernel?.shutdown();
  }

  /** Ends it for good. Resolves when nothing is left running. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the lesson was closed'));
    await this.#starting?.catch(() => {});
    await this.#kernel?.shutdown();
  }

  async #startKernel(): Promise<Kernel> {
    const env = this.#options.env();
    const command = kernelCommand({ folder: this.#options.folder, env });
    this.#known = new Set();
    this.#cluster = this.#options.cluster();
    this.#kernel = await startKernel(command, { signal: this.#closing.signal });
    // for the next start; this one has begun, and the reader waits
    void makeKernelSnapshot(env);
    return this.#kernel;
  }
}
