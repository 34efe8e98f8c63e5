/**
 * A cell's outputs as they grow: messages of the iopub channel in, nbformat outputs out, with a limit so that a cell
 * that prints for ever does not fill the memory.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-iopub-pub-sub-channel
 */
import type { DisplayOutput, ErrorOutput, MimeBundle, Output } from './document.js';

/** The change by one message: a new output, a piece of text (an output of its own here), a changed one, or a clean slate. */
export type OutputEvent = { type: 'output' | 'update'; output: Output } | { type: 'clear' };

/** The displays that `update_display_data` can reach, by their `display_id`; one map for all cells of a kernel. */
export type Displays = Map<string, DisplayOutput[]>;

/** The outputs of one cell. */
export interface OutputCollector {
  /** Grows with each message; adjoining pieces of the same stream are one output. */
  readonly outputs: Output[];
  /** Takes a message's type and content, and returns its changes, in order; none when it changes nothing that is shown. */
  add(msgType: string, content: Record<string, unknown>): OutputEvent[];
}

/** The characters of output that are kept for a cell. */
const MAX_OUTPUT_SIZE: number = 16 * 1024 * 1024;

/**
 * An empty collector. Output beyond `maxSize` characters is left out, and the cell's outputs say so. The first error is kept
 * all the same unless it alone is larger: else a cell that printed too much would fail without a reason.
 */
export function collectOutputs(displays: Displays = new Map(), maxSize: number = MAX_OUTPUT_SIZE): OutputCollector {
  const outputs: Output[] = [];
  let size = 0;
  let full = false;
  let failed = false;
  let clearNext = false;

  function append(output: Output): OutputEvent[] {
    const cleared: OutputEvent[] = clearNext ? [{ type: 'clear' }] : [];
    if (clearNext) outputs.length = 0;
    clearNext = false;
    const last = outputs.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
    } else {
      outputs.push(output.output_type === 'stream' ? { ...output } : output);
    }
    return [...cleared, { type: 'output', output }];
  }

  function limited(output: Output): OutputEvent[] {
    if (full) return [];
    const room = maxSize - size;
    const length = sizeOf(output);
    if (length <= room) {
      size += length;
      return append(output);
    }
    full = true;
    const notice: Output = {
      output_type: 'stream',
      name: 'stderr',
      text: `\n[kubelab: the rest of this cell's output is left out; ${maxSize} characters are kept]\n`,
    };
    // an output that is left out takes no room from displays that change later
    if (output.output_type !== 'stream') return append(notice);
    size = maxSize;
    return [...append({ ...output, text: output.text.slice(0, room) }), ...append(notice)];
  }

  function fail(error: ErrorOutput): OutputEvent[] {
    if (failed || sizeOf(error) > maxSize) return limited(error);
    failed = true;
    return append(error);
  }

  /** Displays that would become larger than the room left stay as they were. */
  function update(content: Record<string, unknown>): OutputEvent[] {
    const shown = displays.get(displayId(content) ?? '') ?? [];
    const [data, metadata] = [asBundle(content.data), asBundle(content.metadata)];
    const length = sizeOf({ output_type: 'display_data', data, metadata });
    const growth = shown.reduce((sum, output) => sum + length - sizeOf(output), 0);
    if (growth > maxSize - size) return [];
    size += growth;
    for (const output of shown) {
      Object.assign(output, { data, metadata });
    }
    return shown.map((output) => ({ type: 'update', output }));
  }

  return {
    outputs,
    add(msgType, content) {
      switch (msgType) {
        case 'stream':
          return limited({ output_type: 'stream', name: String(content.name), text: String(content.text) });
        case 'display_data':
        case 'execute_result': {
          const output: DisplayOutput = {
            output_type: msgType,
            data: asBundle(content.data),
            metadata: asBundle(content.metadata),
            ...(msgType === 'execute_result' ? { execution_count: Number(content.execution_count) || null } : {}),
          };
          const events = limited(output);
          const id = displayId(content);
          if (id && outputs.at(-1) === output) displays.set(id, [...(displays.get(id) ?? []), output]);
          return events;
        }
        case 'update_display_data':
          return update(content);
        case 'error': {
          const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
          return fail({
            output_type: 'error',
            ename: String(content.ename),
            evalue: String(content.evalue),
            traceback,
          });
        }
        case 'clear_output':
          if (content.wait === true) {
            clearNext = true;
            return [];
          }
          outputs.length = 0;
          return [{ type: 'clear' }];
        default:
          return [];
      }
    },
  };
}

function displayId(content: Record<string, unknown>): string | undefined {
  const { display_id: id } = asBundle(content.transient);
  return typeof id === 'string' ? id : undefined;
}

function sizeOf(output: Output): number {
  switch (output.output_type) {
    case 'stream':
      return output.text.length;
    case 'error':
      return JSON.stringify([output.ename, output.evalue, output.traceback]).length;
    default:
      return JSON.stringify([output.data, output.metadata]).length;
  }
}

function asBundle(value: unknown): MimeBundle {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
