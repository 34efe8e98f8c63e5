/** Where what a cell prints goes, and that a burst of it waits for its reader. */
import assert from 'node:assert/strict';
import { type Cell, runAsCell } from '../../src/kernel/cell.js';
import { attributeOutput, keepBursts } from '../../src/kernel/streams.js';
import type { TslabJupyter } from '../../src/kernel/tslab.js';

describe('the output of cells', () => {
  /** A writer as tslab makes one, with what came to the cell that runs. */
  function writer(): { write(stream: string, text: string): void; running: string[] } {
    const running: string[] = [];
    // tslab's own gives the function back, bound to its sockets
    const prototype = { createWriteToIopub: (_name: string, write: unknown) => write };
    attributeOutput({ JupyterHandlerImpl: { prototype } } as unknown as TslabJupyter);
    const write = prototype.createWriteToIopub('stdout', (stream: string, text: string) =>
      running.push(`${stream}: ${text}`),
    );
    return { write: write as (stream: string, text: string) => void, running };
  }
  function cell(): { cell: Cell; published: unknown[] } {
    const published: unknown[] = [];
    const publish = (type: string, content: object): void => void published.push([type, content]);
    return { cell: { publish } as Cell, published };
  }
  const stack = 'Error: x\n    at cell-1.ts:1:1\n    at node:internal/timers:1:1\n';

  it('goes to the cell whose code printed it, also when that code runs later', async () => {
    const { write, running } = writer();
    const [first, second] = [cell(), cell()];
    const late = runAsCell(first.cell, async () => {
      write('stdout', 'at once');
      await new Promise((done) => setImmediate(done));
      write('stdout', 'later');
    });
    runAsCell(second.cell, () => write('stderr', 'another'));
    await late;
    const shown = (name: string, text: string) => ['stream', { name, text }];
    assert.deepEqual(first.published, [shown('stdout', 'at once'), shown('stdout', 'later')]);
    assert.deepEqual(second.published, [shown('stderr', 'another')]);
    assert.deepEqual(running, []);
  });

  it('goes to the cell that runs when it is the code of none', () => {
    const { write, running } = writer();
    write('stdout', 'from a library');
    assert.deepEqual(running, ['stdout: from a library']);
  });

  it('shows errors without the frames of the kernel, and leaves what is printed to stdout as it is', () => {
    const { write, running } = writer();
    for (const stream of ['stdout', 'stderr']) write(stream, stack);
    assert.deepEqual(running, [`stdout: ${stack}`, 'stderr: Error: x\n    at cell-1.ts:1:1\n']);
  });
});

describe('a burst of output', () => {
  it('waits at a socket that sends, without a time after which it fails', () => {
    const bound: unknown[] = [];
    const prototype = { bindSocket: (socket: object, port: unknown) => bound.push([socket, port]) };
    keepBursts({ ZmqServer: { prototype } } as unknown as TslabJupyter);
    const [sends, receives] = [{ sendHighWaterMark: 1000, sendTimeout: -1 }, { receiveHighWaterMark: 1000 }];
    prototype.bindSocket(sends, 1);
    prototype.bindSocket(receives, 2);
    assert.deepEqual(bound, [
      [{ sendHighWaterMark: 100_000, sendTimeout: 0 }, 1],
      [{ receiveHighWaterMark: 1000 }, 2],
    ]);
  });
});
