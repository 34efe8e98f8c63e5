/** The options of requests as OpenAPI parameters, and which of them each kind of request takes. */
import type { OpenapiParameter } from './model.js';

const options: Readonly<Record<string, readonly [type: 'string' | 'boolean' | 'integer', description: string]>> = {
  allowWatchBookmarks: ['boolean', 'Lets a watch tell of the state it has reached, also when nothing changes.'],
  command: ['string', 'The program to run, or one of its arguments.'],
  container: ['string', 'The container that is meant; the only one of the pod when nothing is said.'],
  continue: ['string', 'Where the list goes on: the value that came with its last part.'],
  dryRun: ['string', 'With All, nothing is stored.'],
  fieldManager: ['string', 'The name under which the fields that are written are kept.'],
  fieldSelector: ['string', 'Limits the objects by the values of fields.'],
  fieldValidation: ['string', 'What happens to unknown and duplicate fields: Ignore, Warn or Strict.'],
  follow: ['boolean', 'Goes on with what the container writes from now on.'],
  force: ['boolean', 'Takes fields over from other managers in server-side apply.'],
  gracePeriodSeconds: ['integer', 'How long the object may still live; 0 for at once.'],
  ignoreStoreReadErrorWithClusterBreakingPotential: ['boolean', 'Deletes an object that can no longer be read.'],
  insecureSkipTLSVerifyBackend: ['boolean', "Does not check the certificate of the pod's node."],
  labelSelector: ['string', 'Limits the objects by their labels.'],
  limit: ['integer', 'How many objects one answer may hold.'],
  limitBytes: ['integer', 'How many bytes of the log are answered.'],
  orphanDependents: ['boolean', 'The old form of propagationPolicy.'],
  path: ['string', 'The path to ask for behind the proxy.'],
  ports: ['integer', 'A port of the pod.'],
  pretty: ['string', 'With true, the answer is written over several lines.'],
  previous: ['boolean', 'The log of the container before its last restart.'],
  propagationPolicy: ['string', 'What happens to the objects it owns: Orphan, Background or Foreground.'],
  resourceVersion: ['string', 'The state to answer from, or to watch from.'],
  resourceVersionMatch: ['string', 'How resourceVersion is meant in a list: Exact or NotOlderThan.'],
  sendInitialEvents: ['boolean', 'Begins a watch with the objects that there are.'],
  shardSelector: ['string', 'Limits the objects to a part of them; the server passes over it.'],
  sinceSeconds: ['integer', 'Only the log of so many last seconds.'],
  stderr: ['boolean', 'Connects the standard error.'],
  stdin: ['boolean', 'Connects the standard input.'],
  stdout: ['boolean', 'Connects the standard output.'],
  stream: ['string', 'Which stream of the log: All, Stdout or Stderr.'],
  tailLines: ['integer', 'Only so many last lines of the log.'],
  timeoutSeconds: ['integer', 'How long a list may take or a watch may last.'],
  timestamps: ['boolean', 'Puts its time before each line of the log.'],
  tty: ['boolean', 'Gives the program a terminal.'],
  watch: ['boolean', 'Tells of changes instead of answering with a list.'],
};

const selecting = ['continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch'];
const listing = [...selecting, 'sendInitialEvents', 'shardSelector', 'timeoutSeconds'];
const write = ['dryRun', 'fieldManager', 'fieldValidation', 'pretty'];
const removal = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'pretty',
  'propagationPolicy',
];
const streams = ['container', 'stderr', 'stdin', 'stdout', 'tty'];

type RequestKind =
  | 'get'
  | 'getCustom'
  | 'list'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'log'
  | 'attach'
  | 'exec'
  | 'portforward'
  | 'proxy';

/** The options of each kind of request. */
export const optionsOf: Readonly<Record<RequestKind, readonly string[]>> = {
  get: ['pretty'],
  getCustom: ['pretty', 'resourceVersion'],
  list: ['allowWatchBookmarks', ...listing, 'pretty', 'watch'],
  create: write,
  update: write,
  patch: [...write, 'force'],
  delete: removal,
  deletecollection: [...removal, ...listing],
  log: [
    'container',
    'follow',
    'insecureSkipTLSVerifyBackend',
    'limitBytes',
    'pretty',
    'previous',
    'sinceSeconds',
    'stream',
    'tailLines',
    'timestamps',
  ],
  attach: streams,
  exec: ['command', ...streams],
  portforward: ['ports'],
  proxy: ['path'],
};

/** The options of those names as parameters, in the order of their names; throws for an unknown name. */
export function queryParameters(names: readonly string[]): OpenapiParameter[] {
  return [...names].sort().map((name) => {
    const option = options[name];
    if (!option) throw new Error(`no option is called ${name}`);
    const [type, description] = option;
    return { name, in: 'query', description, schema: { type, uniqueItems: true } };
  });
}

/** A part of the path that is chosen by the client. */
export function pathParameter(name: string, description: string): OpenapiParameter {
  return { name, in: 'path', description, required: true, schema: { type: 'string', uniqueItems: true } };
}
