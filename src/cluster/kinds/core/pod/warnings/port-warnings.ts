/** kube-apiserver's warnings about the ports of a pod's containers. */
import { type Fields, list, number, text } from '../../../../../kube/fields.js';
import type { ContainerAt } from '../containers-of.js';
import { mostWarnings } from './most-warnings.js';

interface Port {
  path: string;
  hostIP: string;
  hostPort: number;
}

/** The warnings about ports that are listed twice, or get into each other's way. */
export function portWarnings(containers: readonly ContainerAt[]): string[] {
  const known = new Map<string, Port[]>();
  const warnings: string[] = [];
  for (const { container, path } of containers) {
    for (const [i, source] of list(container.ports).entries()) {
      const port = { path: `${path}.ports[${i}]`, hostIP: text(source.hostIP), hostPort: number(source.hostPort) ?? 0 };
      const key = `${number(source.containerPort) ?? 0}/${text(source.protocol)}`;
      const others = known.get(key) ?? [];
      known.set(key, others);
      if (port.hostIP !== '' && port.hostPort === 0) {
        warnings.push(`${port.path}: hostIP set without hostPort: ${shown(source)}`);
      }
      for (const other of others) {
        const what = clash(port, other);
        if (what) warnings.push(`${port.path}: ${what} port definition with ${other.path}`);
        if (warnings.length >= mostWarnings) return warnings;
      }
      others.push(port);
    }
  }
  return warnings;
}

/** The warnings about names that ports have in common. */
export function portNameWarnings(containers: readonly ContainerAt[]): string[] {
  const first = new Map<string, string>();
  return containers.flatMap(({ container, path }) =>
    list(container.ports).flatMap((port, i) => {
      const [name, at] = [text(port.name), `${path}.ports[${i}]`];
      const other = first.get(name);
      if (name === '') return [];
      if (other === undefined) {
        first.set(name, at);
        return [];
      }
      const what = `duplicate port name ${JSON.stringify(name)} with ${other}`;
      return [`${at}: ${what}, services and probes that select ports by name will use ${other}`];
    }),
  );
}

function clash(port: Port, other: Port): string | undefined {
  if (port.hostIP === other.hostIP && port.hostPort === other.hostPort) return 'duplicate';
  if (port.hostPort === 0 || other.hostPort === 0) return 'overlapping';
  const oneIsAnywhere = (port.hostIP === '') !== (other.hostIP === '');
  return port.hostPort === other.hostPort && oneIsAnywhere ? 'dangerously ambiguous' : undefined;
}

/** A port as Go prints a struct. */
function shown(port: Fields): string {
  const { name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' } = port;
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}
