/**
 * The kernel behind the prompt: the notebook kernel with the helper imported and a client made. It compiles TypeScript, completes
 * and explains names, and takes the same code as a notebook, so that a session can be saved as one.
 */
import { KubelabError } from '../../errors.js';
import { kernelCommand } from '../../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../../kernel/make-snapshot.js';
import type { CellResult, CodePosition, ExecuteOptions, Kernel } from '../../notebook/kernel-client.js';
import { startKernel } from '../../notebook/start-kernel.js';
import { WIDTH_VARIABLE, widthCell } from '../terminal/kernel-width.js';

/** The first cell of a prompt, and of the notebook that it is saved as. */
export const PRELUDE = `import {
  certificateRequest, check, connect, decodeCertificate, decodeJwt, fromBase64, impostor, KubelabError, newKey,
  openWorkshop, show, strangerCertificate, toBase64, waitingReason,
} from 'kubelab';
const me = await connect();
let client = me;
let ns = 'default';`;

/** The latest exchange, as an expression. */
export const LATEST = "(globalThis as any)[Symbol.for('kubelab.latest')]()";

/** A kernel that is started when it is needed, and again when it has ended. */
export class PromptKernel {
  readonly #env: Record<string, string | undefined>;
  readonly #signal: AbortSignal;
  readonly #terminal: { readonly columns: number };
  #kernel: Kernel | undefined;
  /** The width that the kernel was told. */
  #columns = 0;

  /** `env` names the cluster, as `connect()` reads it; `signal` gives up a start; the kernel draws as wide as the terminal is. */
  constructor(env: Record<string, string | undefined>, signal: AbortSignal, terminal: { readonly columns: number }) {
    this.#env = env;
    this.#signal = signal;
    this.#terminal = terminal;
  }

  /** False when the kernel ended, and its variables with it. */
  get alive(): boolean {
    return this.#kernel?.alive === true;
  }

  /** Starts a fresh one that knows the helper. Throws KERNEL_MISSING, and ENVIRONMENT for a first cell that fails. */
  async start(): Promise<void> {
    this.#columns = this.#terminal.columns;
    const env = { ...this.#env, [WIDTH_VARIABLE]: String(this.#columns) };
    const command = kernelCommand({ folder: process.cwd(), env });
    this.#kernel = await startKernel(command, { signal: this.#signal });
    // for the next start
    void makeKernelSnapshot(this.#env);
    const { status, outputs } = await this.#kernel.execute(PRELUDE);
    if (status === 'ok') return;
    const fault = outputs.find((output) => output.output_type === 'error');
    throw new KubelabError('ENVIRONMENT', `the helper cannot be loaded: ${fault?.evalue ?? status}`, {
      hint: 'kubelab doctor',
    });
  }

  /** Runs code as a cell. Throws KERNEL_DIED without a running kernel. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    const kernel = this.#running();
    const { columns } = this.#terminal;
    if (columns !== this.#columns) {
      this.#columns = columns;
      await kernel.execute(widthCell(columns));
    }
    return kernel.execute(code, options);
  }

  /**
   * The value of an expression as text, and the outputs of none. Throws KERNEL_DIED, and ARGUMENT_INVALID with the message of
   * the expression's error.
   */
  async ask(expression: string): Promise<string> {
    const { status, outputs } = await this.execute(expression);
    const fault = outputs.find((output) => output.output_type === 'error');
    if (status !== 'ok') {
      throw new KubelabError('ARGUMENT_INVALID', fault?.evalue ?? `the kernel says: ${status}`, { hint: '.help' });
    }
    const value = outputs.find((output) => output.output_type === 'execute_result');
    return value?.output_type === 'execute_result' ? String(value.data['text/plain'] ?? '') : '';
  }

  /** True for code that goes on in the next line. */
  needsMore(code: string): Promise<boolean> {
    return this.#running().needsMore(code);
  }

  /** Completions at a place of code, or the facts about the name or the call there. */
  help(what: 'complete' | 'inspect', position: CodePosition): Promise<Record<string, unknown> | undefined> {
    return this.#running().help(what, position);
  }

  /** Ends it. Resolves when nothing is left running. */
  async close(): Promise<void> {
    await this.#kernel?.shutdown();
  }

  #running(): Kernel {
    if (this.#kernel) return this.#kernel;
    throw new KubelabError('KERNEL_DIED', 'the kernel of the prompt does not run', { hint: 'start the prompt again' });
  }
}
