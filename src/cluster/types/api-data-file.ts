/** The text of src/kube/api-data.ts, made from a Kubernetes release's own type data. Used by `npm run types` alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeResources } from './write-resources.js';
import { writeTypes } from './write-types.js';

/**
 * The file that belongs to the JSON files of a folder, and the release that they are named after. Throws an Error for a
 * folder without them or with those of several releases, and for data that the file has no words for.
 */
export function apiDataOf(folder: string): { text: string; release: string } {
  const releases = readdirSync(folder).flatMap((name) => /^kubernetes-(.+)-types\.json$/.exec(name)?.[1] ?? []);
  const [release, ...others] = releases;
  if (release === undefined) throw new Error(`${folder} has no kubernetes-VERSION-types.json`);
  if (others.length) throw new Error(`${folder} has the types of several releases: ${releases.join(', ')}`);
  const read = (what: string): unknown =>
    JSON.parse(readFileSync(join(folder, `kubernetes-${release}-${what}.json`), 'utf8'));
  const { types, enums, packages } = writeTypes(read('types'));
  const parts = [
    head(release),
    constant('resourcesText', 'The resources, a line each, with a line for each sub-resource; kinds.ts reads it.', [
      ...writeResources(read('resources')),
    ]),
    constant(
      'typesText',
      'The types, each with a line for each field in the order of Go; cluster/types reads it.',
      types,
    ),
    constant('enumsText', 'The values of types that are a closed list of texts.', enums),
    constant(
      'packagesText',
      "The beginnings of types' names in OpenAPI documents that are not `io.k8s.api.`.",
      packages,
    ),
  ];
  return { text: parts.join('\n'), release };
}

const head = (release: string): string => `/**
 * The resources and types of Kubernetes ${release}, as that release itself tells them. Made by \`npm run types\`: do not edit. The
 * notation is explained where it is read; long because it is data.
 */
`;

function constant(name: string, what: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  if (/[`\\]|\$\{/.test(text)) throw new Error(`${name}: the data has characters that a template literal changes`);
  return `/** ${what} */\nexport const ${name}: string = \`\n${text}\n\`;\n`;
}
