/** Discovery's answers as tables: versions, groups, and the resources of a group, each kind of document its own. */
import type { Block } from './view.js';

type Fields = Record<string, unknown>;
type Table = Omit<Extract<Block, { type: 'table' }>, 'type'>;

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const items = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const words = (value: unknown): string => (Array.isArray(value) ? value.map(text).join(',') : '');
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const tables: Record<string, (body: Fields) => Table> = {
  // GET /api
  APIVersions: ({ versions, serverAddressByClientCIDRs }) => ({
    caption: 'APIVersions of the core group',
    columns: ['Version', 'Server address'],
    rows: (Array.isArray(versions) ? versions : []).map((version) => [
      text(version),
      items(serverAddressByClientCIDRs)
        .map(({ serverAddress }) => text(serverAddress))
        .join(','),
    ]),
  }),
  // GET /apis
  APIGroupList: ({ groups }) => ({
    caption: `APIGroupList, ${counted(items(groups).length, 'group')}`,
    columns: ['Group', 'Versions', 'Preferred'],
    rows: items(groups).map((group) => [text(group.name), versionsOf(group), preferredOf(group)]),
  }),
  // GET /apis/GROUP
  APIGroup: (group) => ({
    caption: `APIGroup ${text(group.name)}`,
    columns: ['Version', 'Path', 'Preferred'],
    rows: items(group.versions).map(({ version, groupVersion }) => [
      text(version),
      `/apis/${text(groupVersion)}`,
      text(version) === preferredOf(group) ? 'yes' : '',
    ]),
  }),
  // GET /api/v1, GET /apis/GROUP/VERSION
  APIResourceList: ({ groupVersion, resources }) => ({
    caption: `APIResourceList of ${text(groupVersion)}, ${items(resources).length} resources`,
    columns: ['Name', 'Short names', 'Namespaced', 'Kind', 'Verbs'],
    rows: items(resources).map((r) => [
      text(r.name),
      words(r.shortNames),
      text(r.namespaced),
      text(r.kind),
      words(r.verbs),
    ]),
  }),
  // GET /api or /apis by a client that asks for all of it at once
  APIGroupDiscoveryList: (list) => ({
    caption: `APIGroupDiscoveryList, ${counted(items(list.items).length, 'group')}`,
    columns: ['Group', 'Version', 'Resources'],
    rows: items(list.items).flatMap(({ metadata, versions }) =>
      items(versions).map(({ version, resources }) => [
        text(fieldsOf(metadata).name) || '(core)',
        text(version),
        items(resources)
          .map(({ resource }) => text(resource))
          .join(', '),
      ]),
    ),
  }),
};

const versionsOf = ({ versions }: Fields): string =>
  items(versions)
    .map(({ version }) => text(version))
    .join(',');
const preferredOf = ({ preferredVersion }: Fields): string => text(fieldsOf(preferredVersion).version);

/** A document of discovery as a table; undefined for any other body. */
export function tabulateDiscovery(body: unknown): Block | undefined {
  const kind = text(fieldsOf(body).kind);
  const table = Object.hasOwn(tables, kind) ? tables[kind] : undefined;
  return table && { type: 'table', ...table(fieldsOf(body)) };
}
