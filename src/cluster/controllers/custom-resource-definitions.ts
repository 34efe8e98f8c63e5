/**
 * The API server's own work on CustomResourceDefinitions: it accepts their names, establishes them, and empties the ones that
 * are being deleted (apiextensions-apiserver/pkg/controller).
 */
import { equalJson } from '../../kube/equal-json.js';
import type { StoredObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { type CustomResourceDefinition, rowOfDefinition } from './custom-rows.js';
import { type Condition, resources, target, targetOf } from './objects.js';

type Names = NonNullable<CustomResourceDefinition['status']>['acceptedNames'];

const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** Starts the controller when there is a definition. */
export function startDefinitionController(context: ControllerContext): void {
  context.whenUsed(resources.customResourceDefinitions, () => start(context));
}

function start(context: ControllerContext): void {
  const client = context.clientFor('system:apiserver');
  const definitions = context.watch<CustomResourceDefinition>(
    resources.customResourceDefinitions,
    ({ type, object }) => {
      queue.add(object.metadata.name);
      // a name that is free now may be another's
      if (type === 'DELETED') for (const one of inGroup(object.spec.group)) queue.add(one.metadata.name);
    },
  );
  const inGroup = (group: string): CustomResourceDefinition[] =>
    definitions.list().filter(({ spec }) => spec.group === group);

  const writeStatus = (definition: CustomResourceDefinition): Promise<CustomResourceDefinition> =>
    client.update(targetOf(resources.customResourceDefinitions, definition, 'status'), definition);

  const withConditions = (
    definition: CustomResourceDefinition,
    conditions: readonly Condition[],
    acceptedNames: Names = definition.status?.acceptedNames,
  ): CustomResourceDefinition => {
    const merged = [...(definition.status?.conditions ?? [])];
    for (const next of conditions) {
      const at = merged.findIndex(({ type }) => type === next.type);
      const old = merged[at];
      const since = old?.status === next.status ? old.lastTransitionTime : formatTime(context.clock.now());
      merged.splice(at < 0 ? merged.length : at, 1, { ...next, ...(since ? { lastTransitionTime: since } : {}) });
    }
    return { ...definition, status: { ...definition.status, acceptedNames, conditions: merged } };
  };

  /** Names are accepted as far as no other definition of the group has them. */
  const accept = async (definition: CustomResourceDefinition): Promise<void> => {
    const { names, group } = definition.spec;
    const others = inGroup(group).filter(({ metadata }) => metadata.name !== definition.metadata.name);
    const found = acceptedNames(names, definition.status?.acceptedNames, others);
    const isEstablished = conditionOf(definition, 'Established')?.status === 'True';
    const conflict = found.condition.status === 'False';
    if (equalJson(found.names, definition.status?.acceptedNames) && isSame(definition, found.condition)) {
      if (!conflict && !isEstablished) await establish(definition);
      return;
    }
    const established: Condition[] = isEstablished ? [] : [conflict ? notAccepted : installing];
    // the watch sees this write and queues the definition again, which is then established
    await writeStatus(withConditions(definition, [found.condition, ...established], found.names));
  };

  const establish = async (definition: CustomResourceDefinition): Promise<void> => {
    await writeStatus(withConditions(definition, [isEstablishedNow]));
  };

  /** Deletes the objects of a definition that is being deleted, and lets go of it when none is left. */
  const empty = async (definition: CustomResourceDefinition): Promise<void> => {
    if (!definition.metadata.finalizers?.includes(cleanupFinalizer)) return;
    const row = rowOfDefinition(definition);
    let done = neverEstablished;
    if (row) {
      const begun = await writeStatus(withConditions(definition, [inProgress]));
      for (const namespace of new Set((await client.list(target(row))).map(namespaceOf))) {
        await client.deleteCollection(target(row, { namespace }));
      }
      // the deletion of the last one brings it here again
      if ((await client.list(target(row))).length > 0) return;
      definition = begun;
      done = completed;
    }
    const finished = withConditions(definition, [done]);
    const { finalizers = [], ...metadata } = finished.metadata;
    const left = finalizers.filter((name) => name !== cleanupFinalizer);
    await writeStatus({ ...finished, metadata: { ...metadata, finalizers: left } });
  };

  const queue = context.queue('custom-resource-definitions', async (name) => {
    try {
      const definition = await client.get<CustomResourceDefinition>(
        target(resources.customResourceDefinitions, { name }),
      );
      if (definition.metadata.deletionTimestamp) await empty(definition);
      else await accept(definition);
    } catch (error) {
      // it has gone or changed, and a change brings it here again
      const isAboutIt = isApiError(error) && error.status.details?.kind === 'customresourcedefinitions';
      if (!isAboutIt || ![404, 409].includes(error.code)) throw error;
    }
  });
  context.watchCustomKinds(({ type }, row) => {
    const name = `${row.resource}.${row.group}`;
    if (type === 'DELETED' && definitions.get('', name)?.metadata.deletionTimestamp) queue.add(name);
  });
}

const namespaceOf = ({ metadata }: StoredObject): string => metadata.namespace ?? '';

const conditionOf = ({ status }: CustomResourceDefinition, type: string): Condition | undefined =>
  status?.conditions?.find((one) => one.type === type);

function isSame(definition: CustomResourceDefinition, condition: Condition): boolean {
  const { status, reason, message } = conditionOf(definition, condition.type) ?? {};
  return status === condition.status && reason === condition.reason && message === condition.message;
}

const condition = (type: string, status: Condition['status'], reason: string, message: string): Condition => ({
  type,
  status,
  reason,
  message,
});
const notAccepted = condition('Established', 'False', 'NotAccepted', 'not all names are accepted');
const installing = condition('Established', 'False', 'Installing', 'the initial names have been accepted');
const isEstablishedNow = condition(
  'Established',
  'True',
  'InitialNamesAccepted',
  'the initial names have been accepted',
);
const inProgress = condition(
  'Terminating',
  'True',
  'InstanceDeletionInProgress',
  'CustomResource deletion is in progress',
);
const neverEstablished = condition('Terminating', 'False', 'NeverEstablished', 'resource was never established');
const completed = condition('Terminating', 'False', 'InstanceDeletionCompleted', 'removed all instances');

/** The names of a definition that it may have, and the condition that says whether these are all. */
export function acceptedNames(
  wanted: NonNullable<Names>,
  had: Names,
  others: readonly CustomResourceDefinition[],
): { names: NonNullable<Names>; condition: Condition } {
  const taken = others.flatMap(({ status }) => status?.acceptedNames ?? []);
  const resourceNames = new Set(taken.flatMap((one) => [one.plural, one.singular, ...(one.shortNames ?? [])]));
  const kindNames = new Set(taken.flatMap((one) => [one.kind, one.listKind]));
  const names: NonNullable<Names> = { ...had, plural: had?.plural ?? '', kind: had?.kind ?? '' };
  let found = condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found');
  const refuse = (name: string, ...texts: string[]): void => {
    const said = texts.map((text) => `${JSON.stringify(text)} is already in use`);
    const message = said.length > 1 ? `[${said.join(', ')}]` : (said[0] ?? '');
    found = condition('NamesAccepted', 'False', `${name}Conflict`, message);
  };
  const take = (field: 'plural' | 'singular' | 'kind' | 'listKind', name: string, used: typeof kindNames): void => {
    const text = wanted[field];
    if (text === undefined) return;
    if (text !== had?.[field] && used.has(text)) refuse(name, text);
    else names[field] = text;
  };
  take('plural', 'Plural', resourceNames);
  take('singular', 'Singular', resourceNames);
  const used = (wanted.shortNames ?? []).filter((one) => !had?.shortNames?.includes(one) && resourceNames.has(one));
  if (used.length > 0) refuse('ShortNames', ...used);
  else if (wanted.shortNames) names.shortNames = wanted.shortNames;
  else delete names.shortNames;
  take('kind', 'Kind', kindNames);
  take('listKind', 'ListKind', kindNames);
  if (wanted.categories) names.categories = wanted.categories;
  else delete names.categories;
  return { names, condition: found };
}
