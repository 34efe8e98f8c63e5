/**
 * A cell's outputs as they grow: messages of the iopub channel in, nbformat outputs out, with a limit so that a cell
 * that prints for ever does not fill the memory.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-iopub-pub-sub-channel
 */
import type { DisplayOutput, MimeBundle, Output } from './document.js';

/** What one message changed: a new output, a piece of text (an output of its own here), a changed one, or a clean slate. */
export type OutputEvent = { type: 'output' | 'update'; output: Output } | { type: 'clear' };

/** The displays that `update_display_data` can reach, by their `display_id`; one map for all cells of a kernel. */
export type Displays = Map<string, DisplayOutput[]>;

/** The outputs of one cell. */
export interface OutputCollector {
  /** Grows with each message; adjoining pieces of the same stream are one output. */
  readonly outputs: Output[];
  /** Takes a message's type and content, and returns what it changed; undefined when nothing that is shown. */
  add(msgType: string, content: Record<string, unknown>): OutputEvent | undefined;
}

/** The characters of output that are kept for a cell. */
const MAX_OUTPUT_SIZE: number = 16 * 1024 * 1024;

/** An empty collector. What goes beyond `maxSize` characters is left out, and the cell's outputs say so. */
export function collectOutputs(displays: Displays = new Map(), maxSize: number = MAX_OUTPUT_SIZE): OutputCollector {
  const outputs: Output[] = [];
  let size = 0;
  let full = false;
  let clearNext = false;

  function append(output: Output): OutputEvent {
    if (clearNext) outputs.length = 0;
    clearNext = false;
    const last = outputs.at(-1);
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      last.text += output.text;
    } else {
      outputs.push(output.output_type === 'stream' ? { ...output } : output);
    }
    return { type: 'output', output };
  }

  function limited(output: Output): OutputEvent | undefined {
    if (full) return undefined;
    const room = maxSize - size;
    const length = sizeOf(output);
    size += length;
    if (length <= room) return append(output);
    full = true;
    if (output.output_type === 'stream') append({ ...output, text: output.text.slice(0, room) });
    return append({
      output_type: 'stream',
      name: 'stderr',
      text: `\n[kubelab: the rest of this cell's output is left out; ${maxSize} characters are kept]\n`,
    });
  }

  /** One that is larger than what is left is as if it had not come: the display stays as it was. */
  function update(content: Record<string, unknown>): OutputEvent | undefined {
    const shown = displays.get(displayId(content) ?? '') ?? [];
    const data = asBundle(content.data);
    const length = JSON.stringify(data).length;
    const growth = shown.reduce((sum, output) => sum + length - sizeOf(output), 0);
    if (growth > maxSize - size) return undefined;
    size += growth;
    for (const output of shown) {
      output.data = data;
      output.metadata = asBundle(content.metadata);
    }
    return shown[0] && { type: 'update', output: shown[0] };
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
          const event = limited(output);
          const id = displayId(content);
          if (id && event) displays.set(id, [...(displays.get(id) ?? []), output]);
          return event;
        }
        case 'update_display_data':
          return update(content);
        case 'error': {
          const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
          return limited({
            output_type: 'error',
            ename: String(content.ename),
            evalue: String(content.evalue),
            traceback,
          });
        }
        case 'clear_output':
          if (content.wait === true) {
            clearNext = true;
            return undefined;
          }
          outputs.length = 0;
          return { type: 'clear' };
        default:
          return undefined;
      }
    },
  };
}

function displayId(content: Record<string, unknown>): string | undefined {
  const { display_id: id } = asBundle(content.transient);
  return typeof id === 'string' ? id : undefined;
}

function sizeOf(output: Output): number {
  if (output.output_type === 'stream') return output.text.length;
  return JSON.stringify(output.output_type === 'error' ? output.traceback : output.data).length;
}

function asBundle(value: unknown): MimeBundle {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
