/**
 * The messages of the page in the browser and its server over one WebSocket: one JSON object a message. The server checks
 * messages of the browser (`asked.ts`); the browser trusts its server for the shape, and for nothing that is shown.
 */

/** The first message of a page: the key that the server gave for the token of the address. */
export interface Hello {
  type: 'hello';
  key: string;
}

/** A page's request. A cell goes by its id; `edit` comes before the `run` that is to run the new code. */
export type Asked =
  | { type: 'open'; lesson: string }
  | { type: 'edit'; cell: string; source: string }
  | { type: 'run'; cells: string[] }
  | { type: 'interrupt' | 'restart' | 'reset-lesson' | 'download' | 'undo-remove' }
  /** Another program's changes to the notebook's file are taken over, or are written over with this state. */
  | { type: 'take-changes' | 'keep-own' }
  | { type: 'restore'; cell: string }
  | { type: 'insert'; index: number; cell: string; source: string }
  | { type: 'remove'; cell: string }
  | { type: 'predict'; cell: string; said: string }
  | { type: 'settle'; cell: string; right: boolean }
  | { type: 'hint'; task: string }
  /** Writes the open notebook beside the lessons under this name, and opens that. */
  | { type: 'save-as'; name: string }
  /** Answered at once, by `here`. */
  | { type: 'ping' }
  /** Whether the column of the cluster is open on a page that is looked at, and the namespace chosen there; '' for none. */
  | { type: 'look'; open: boolean; namespace: string }
  /** `request ID`, the id of a shown request, or `binding KIND/NAMESPACE/NAME`; answered with a `detail`. */
  | { type: 'detail'; of: string }
  /** `at` counts UTF-16 units from 0; the `typing` that answers it has the same `ask`. */
  | { type: 'complete' | 'inspect'; ask: number; code: string; at: number };

/** A lesson in the list at the left. */
export interface LessonEntry {
  id: string;
  number: string;
  /** The name of its file, by which lessons link to each other. */
  file: string;
  title: string;
  /** How many of its tasks are solved, of how many; 0 of 0 for a notebook that is no lesson. */
  done: number;
  total: number;
  finished: boolean;
  /** True for a notebook of the learner's own, which has no number. */
  own: boolean;
}

/** How a cell stands. `ran`: it ran and passed, now or in an earlier session. */
export type CellState = 'idle' | 'queued' | 'running' | 'ran' | 'failed';

/** True for a cell that runs, or waits for those before it. */
export const isUnderWay = (state: CellState): boolean => state === 'queued' || state === 'running';

/** One output, as nbformat has it. */
export type ShownOutput =
  | { type: 'text'; stream: 'stdout' | 'stderr'; text: string }
  /** A shown value, by MIME type; a value of JSON is not among them. */
  | { type: 'shown'; data: Record<string, string> }
  | { type: 'error'; text: string };

/** A prediction that a cell asks for. The answer stands here only when it is settled. */
export interface AskedPrediction {
  question: string;
  options: string[];
  said: string | undefined;
  /** Null until it is known, or where only the reader can tell. */
  right: boolean | null;
  answer: string | undefined;
}

/** A cell of the notebook. */
export type ShownCell = { type: 'text'; id: string; source: string; images: Record<string, string> } | ShownCode;

/** A code cell. */
export interface ShownCode {
  type: 'code';
  id: string;
  source: string;
  outputs: ShownOutput[];
  state: CellState;
  /** How long it ran, in milliseconds; undefined when it did not run in this session. */
  ms: number | undefined;
  edited: boolean;
  /** True for a cell that the author folded. */
  folded: boolean;
  task: string | undefined;
  /** The task that the cell checks. */
  checks: string | undefined;
  prediction: AskedPrediction | undefined;
}

/** A task of the open lesson. */
export interface ShownTask {
  name: string;
  /** `2026-11-27, by the player`; undefined for an open one. */
  solved: string | undefined;
}

/** The open notebook. */
export interface OpenLesson {
  id: string;
  title: string;
  minutes: number | undefined;
  cells: ShownCell[];
  tasks: ShownTask[];
  /** The cell where the reader stands; undefined at the end. */
  place: string | undefined;
  finished: boolean;
  kernel: KernelState;
  /** The id of the lesson that follows. */
  next: string | undefined;
  elsewhere: Elsewhere;
}

/** How the notebook's file, as another program wrote it, differs from the page. */
export interface Elsewhere {
  /** How many cells are others there. */
  cells: number;
  /** True for a file that holds no notebook. */
  unreadable: boolean;
}

/** How the kernel of the open notebook stands. */
export type KernelState = 'none' | 'starting' | 'idle' | 'busy' | 'died';

/** A change of one cell's outputs. `text` goes on with the last output, if that is text of the same stream. */
export type OutputChange =
  | { type: 'add'; output: ShownOutput }
  | { type: 'set'; index: number; output: ShownOutput }
  | { type: 'all'; outputs: ShownOutput[] };

/** The cluster at this moment, in one namespace. */
export interface ShownCluster {
  state: 'connecting' | 'live' | 'away';
  /** Gaps in the view, and their remedies. */
  notes: string[];
  namespace: string;
  /** Namespaces of Kubernetes come last. */
  namespaces: string[];
  /** Undefined where they may not be listed. */
  accounts: string[] | undefined;
  pods: { name: string; status: string; tone: 'good' | 'bad' | 'warn' | 'quiet' }[] | undefined;
  bindings: ShownBinding[] | undefined;
  /** Access rights there: HTML that is sanitised before it is shown. */
  access: string;
}

/** A binding that counts in the namespace. */
export interface ShownBinding {
  /** As `detail` takes it. */
  id: string;
  name: string;
  /** `Role reader`. */
  role: string;
  /** `lab:robot, group dev`. */
  subjects: string;
  /** True for one that holds in every namespace. */
  everywhere: boolean;
}

/** A request in the audit log. */
export interface ShownRequest {
  id: string;
  status: number;
  what: string;
  where: string;
  who: string;
  credential: string;
  /** The stage that refused it; undefined for one that passed. */
  stage: string | undefined;
}

/** A server message. */
export type Said =
  | { type: 'here' }
  /** `startAgain` is the command that serves this page again; it names folders of the reader, so the document has it not. */
  | { type: 'course'; title: string; version: string; cluster: string; lessons: LessonEntry[]; startAgain: string }
  | { type: 'lesson'; lesson: OpenLesson }
  /** Changes of a code cell. */
  | { type: 'cell'; cell: Partial<ShownCode> & { id: string } }
  | { type: 'outputs'; cell: string; change: OutputChange }
  | { type: 'progress'; tasks: ShownTask[]; place: string | undefined; finished: boolean }
  | { type: 'kernel'; kernel: KernelState }
  | { type: 'elsewhere'; elsewhere: Elsewhere }
  /** A sentence for the reader; with a cell, for that cell. */
  | { type: 'notice'; tone: 'plain' | 'good' | 'bad' | 'warn'; text: string; cell?: string }
  | { type: 'hint'; task: string; title: string; text: string }
  | { type: 'typing'; ask: number; matches: string[]; from: number; to: number; text: string }
  | { type: 'file'; name: string; text: string }
  | { type: 'cluster'; cluster: ShownCluster }
  /** The latest first; undefined where there is no audit log to read. */
  | { type: 'requests'; requests: ShownRequest[] | undefined }
  /** HTML, sanitised before it is shown. */
  | { type: 'detail'; of: string; html: string };
