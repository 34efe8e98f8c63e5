/** How a webhook is called, as webhooks of admission and of conversion say it (apiserver/pkg/util/webhook/validation.go). */
import { type Fields, isFields, text, texts } from '../../kube/fields.js';
import { dns1035LabelFaults, dnsSubdomainFaults } from '../../kube/names.js';
import { type FieldError, invalid, required } from '../../kube/status.js';
import { parsedUrl } from '../cel/request-uri.js';

/** The faults of a client's address at `at`: a URL or a service. */
export function webhookClientFaults({ url, service }: Fields, at: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [required(at, 'exactly one of url or service is required')];
  }
  return isFields(service) ? serviceFaults(service, `${at}.service`) : urlFaults(text(url), `${at}.url`);
}

function urlFaults(url: string, at: string): FieldError[] {
  const form = '; desired format: https://host[/path]';
  const found = parsedUrl(url);
  if ('fault' in found) return [required(at, `url must be a valid URL: ${found.fault}${form}`)];
  const { scheme, host, user, fragment, query } = found;
  return [
    ...(scheme === 'https' ? [] : [invalid(at, scheme, `'https' is the only allowed URL scheme${form}`)]),
    ...(host ? [] : [invalid(at, host, `host must be specified${form}`)]),
    ...(user === undefined ? [] : [invalid(at, user, 'user information is not permitted in the URL')]),
    ...(fragment ? [invalid(at, fragment, 'fragments are not permitted in the URL')] : []),
    ...(query ? [invalid(at, query, 'query parameters are not permitted in the URL')] : []),
  ];
}

function serviceFaults(service: Fields, at: string): FieldError[] {
  const { port } = service;
  const isPort = typeof port === 'number' && port >= 1 && port <= 65535;
  // Kubernetes takes the name for the namespace, and the namespace for the name
  const faults = [
    ...(text(service.namespace) ? [] : [required(`${at}.name`)]),
    ...(text(service.name) ? [] : [required(`${at}.namespace`)]),
    ...(isPort ? [] : [invalid(`${at}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive')]),
  ];
  return [...faults, ...pathFaults(text(service.path)).map((why) => invalid(`${at}.path`, service.path, why))];
}

function pathFaults(path: string): string[] {
  if (path === '' || path === '/') return [];
  if (path === '//') return ['segment[0] may not be empty'];
  const steps = path.slice(1).replace(/\/$/, '').split('/');
  return [
    ...(path.startsWith('/') ? [] : ["must start with a '/'"]),
    ...steps.flatMap((step, i) =>
      step === ''
        ? [`segment[${i}] may not be empty`]
        : dnsSubdomainFaults(step).map((fault) => `segment[${i}]: ${fault}`),
    ),
  ];
}

/** The versions of reviews that the server can send. */
export const reviewVersions: readonly string[] = ['v1', 'v1beta1'];

/** The faults of the versions of reviews that a webhook takes; there is at least one. */
export function reviewVersionFaults(versions: unknown, at: string): FieldError[] {
  const all = texts(versions);
  const faults = all.flatMap((version, i) =>
    all.indexOf(version) < i
      ? [invalid(`${at}[${i}]`, version, 'duplicate version')]
      : dns1035LabelFaults(version).map((fault) => invalid(`${at}[${i}]`, version, fault)),
  );
  if (all.some((version) => reviewVersions.includes(version))) return faults;
  return [...faults, invalid(at, all, `must include at least one of ${reviewVersions.join(', ')}`)];
}
