/** The rules for what a pod's status says of its containers. */
import { type Fields, fields, isFields, list, number, text } from '../../../../../kube/fields.js';
import { duplicate, type FieldError, fieldForbidden, invalid, required, tooLong } from '../../../../../kube/status.js';
import { oneOf } from '../../../field-rules.js';
import { idRange } from './security-context.js';

/** The statuses of containers, and the containers of the specification that they are of. */
const containersBy = {
  containerStatuses: 'containers',
  initContainerStatuses: 'initContainers',
  ephemeralContainerStatuses: 'ephemeralContainers',
} as const;

type StatusField = keyof typeof containersBy;
const statusFields = Object.keys(containersBy) as StatusField[];

/** The faults of containers that have ended, and that nothing would start again. */
export function validateEnded(now: Fields, had: Fields, spec: Fields): FieldError[] {
  return statusFields.flatMap((field) => {
    const isEphemeral = field === 'ephemeralContainerStatuses';
    if (!isEphemeral && restartsAll(spec)) return [];
    const containers = byName(list(spec[containersBy[field]]));
    const isOn = list(now[field]).filter(({ state }) => !isFields(fields(state).terminated));
    const on = new Set(isOn.map(({ name }) => name));
    return list(had[field]).flatMap((before, i) => {
      const { terminated } = fields(before.state);
      if (!isFields(terminated)) return [];
      const container = containers.get(before.name);
      const code = number(terminated.exitCode) ?? 0;
      const may = !isEphemeral && container !== undefined && isStartedAgain(container, spec, code);
      const why = 'may not be transitioned to non-terminated state';
      return on.has(before.name) && !may ? [fieldForbidden(`status.${field}[${i}].state`, why)] : [];
    });
  });
}

/** Containers by their names; of two with one name the first counts. */
const byName = (containers: readonly Fields[]): ReadonlyMap<unknown, Fields> =>
  new Map(containers.map((one) => [one.name, one] as const).reverse());

/** True when the end of a container can start all of them again. */
const restartsAll = ({ containers, initContainers }: Fields): boolean =>
  [...list(initContainers), ...list(containers)].some(({ restartPolicyRules }) =>
    list(restartPolicyRules).some(({ action }) => action === 'RestartAllContainers'),
  );

/** True for a container that is started again after this code: by a rule, its own policy, or that of its pod. */
function isStartedAgain({ restartPolicy, restartPolicyRules }: Fields, spec: Fields, code: number): boolean {
  const applies = ({ exitCodes }: Fields): boolean => {
    const { operator, values } = fields(exitCodes);
    return isFields(exitCodes) && Array.isArray(values) && values.includes(code) === (operator === 'In');
  };
  const own = text(restartPolicy);
  const rule = own === '' ? undefined : list(restartPolicyRules).find(applies);
  if (rule?.action === 'Restart') return true;
  const policy = own || text(spec.restartPolicy);
  return policy === 'OnFailure' ? code !== 0 : policy !== 'Never';
}

/** The faults of the users that containers run as, and then of the health of their resources. */
export function validateUsersAndResources(now: Fields, spec: Fields): FieldError[] {
  const containers = Object.fromEntries(
    statusFields.map((field) => [field, byName(list(spec[containersBy[field]]))]),
  ) as Record<StatusField, ReadonlyMap<unknown, Fields>>;
  const eachStatus = (check: (status: Fields, at: string, field: StatusField) => FieldError[]): FieldError[] =>
    statusFields.flatMap((field) => list(now[field]).flatMap((one, i) => check(one, `status.${field}[${i}]`, field)));
  return [
    ...eachStatus(({ user }, at) => userFaults(user, `${at}.user.linux`, text(fields(spec.os).name) || 'linux')),
    ...eachStatus(({ name, allocatedResourcesStatus: all }, at, field) => {
      const where = `${at}.allocatedResourcesStatus`;
      if (field === 'ephemeralContainerStatuses') {
        return list(all).length > 0 ? [fieldForbidden(where, 'must not be specified in container status')] : [];
      }
      const container = containers[field].get(name);
      return list(all).flatMap((one, i) => [
        ...(container ? resourceNameFaults(text(one.name), `${where}[${i}].name`, fields(container.resources)) : []),
        ...healthFaults(list(one.resources), `${where}[${i}].resources`),
      ]);
    }),
  ];
}

function userFaults(user: unknown, at: string, os: string): FieldError[] {
  const { linux } = fields(user);
  if (!isFields(linux)) return [];
  if (os === 'windows') return [fieldForbidden(at, 'cannot be set for a windows pod')];
  const groups = Array.isArray(linux.supplementalGroups) ? linux.supplementalGroups : [];
  return [
    ...idRange(linux.uid, `${at}.uid`),
    ...idRange(linux.gid, `${at}.gid`),
    ...groups.flatMap((group, i) => idRange(group, `${at}.supplementalGroups[${i}]`)),
  ];
}

function resourceNameFaults(name: string, at: string, { claims, requests }: Fields): FieldError[] {
  if (!name.startsWith('claim:')) {
    const why = "must match one of the container's resource requests";
    return Object.hasOwn(fields(requests), name) ? [] : [invalid(at, name, why)];
  }
  const names = list(claims).map((one) => `claim:${[one.name, one.request].filter(Boolean).join('/')}`);
  const why =
    "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty";
  return names.includes(name) ? [] : [invalid(at, name, why)];
}

const longestMessage = 1024;

function healthFaults(resources: readonly Fields[], at: string): FieldError[] {
  const seen = new Set<string>();
  return resources.flatMap(({ health, message, resourceID }, i) => {
    const errors = oneOf(text(health), `${at}[${i}].health`, ['Healthy', 'Unhealthy', 'Unknown']);
    const where = `${at}[${i}].message`;
    if (message === '') errors.push(required(where, 'must be non-empty if specified'));
    else if (Buffer.byteLength(text(message)) > longestMessage) errors.push(tooLong(where, longestMessage));
    const id = text(resourceID);
    if (seen.has(id)) errors.push(duplicate(`${at}[${i}].resourceID`, id));
    seen.add(id);
    return errors;
  });
}
