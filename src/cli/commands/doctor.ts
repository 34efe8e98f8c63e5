/** `kubelab doctor`: looks at the needs of the lessons and at kubelab's files, and says how to mend each fault. */
import { kubelabHome } from '../../home.js';
import { checkUp, type Finding } from '../check-up.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { formatSize, padTo } from '../terminal/text.js';
import { commandHere } from '../words.js';
import { type WrittenFile, writtenFiles } from '../written-files.js';

/** Prints the findings. 0 when there is no fault, else 1; merely missing comfort is no fault. */
export async function doctor(options: { json?: boolean }, io: Io): Promise<ExitCode> {
  const progress = startProgress(io.err, 'looking', { afterMs: 300 });
  const findings = await checkUp(io).finally(() => progress.stop());
  const home = kubelabHome(io.env);
  const written = writtenFiles(home);
  const faults = findings.filter(({ state }) => state === 'fault').length;
  if (options.json) {
    io.out.line(JSON.stringify({ ok: faults === 0, findings, home: home.root, written }, null, 2));
  } else {
    report(findings, written, home.root, io);
  }
  return faults === 0 ? EXIT.ok : EXIT.failed;
}

function report(findings: readonly Finding[], written: readonly WrittenFile[], root: string, io: Io): void {
  const { out } = io;
  const { style } = out;
  const marks = { ok: style.green('✓'), note: style.yellow('·'), fault: style.red('✗') };
  for (const { state, what, finding, fix } of findings) {
    out.line(`${marks[state]} ${padTo(style.bold(what), 18)} ${sanitise(finding)}`);
    if (fix) out.line(`  ${' '.repeat(18)} ${style.cyan('fix:')} ${sanitise(fix)}`);
  }
  out.line();
  if (written.length === 0) {
    out.line(`kubelab has written nothing to ${root}`);
    return;
  }
  out.line(`What kubelab wrote, in ${root} (${commandHere('clean', io)} removes it):`);
  for (const { name, size, what } of written) {
    out.line(`  ${padTo(name, 16)} ${formatSize(size).padStart(8)}  ${style.dim(what)}`);
  }
}
