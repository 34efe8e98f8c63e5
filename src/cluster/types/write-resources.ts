/**
 * Writes the resources of a Kubernetes release (`kubernetes-VERSION-resources.json`) in the notation that kube/kinds.ts reads.
 * Used by `npm run types` alone.
 */
import * as z from 'zod';

const words = z.array(z.string().regex(/^\S+$/));

// A property that is not named here is refused: what it says would be lost.
const resourcesForm = z.array(
  z.strictObject({
    group: z.string(),
    version: z.string(),
    resource: z.string(),
    kind: z.string(),
    singular: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    verbs: words,
    shortNames: words.default([]),
    categories: words.default([]),
    subresources: z
      .array(
        z.strictObject({
          subresource: z.string(),
          /** Group and version are empty for the resource's own. */
          responseKind: z.strictObject({ group: z.string(), version: z.string(), kind: z.string() }),
          verbs: words,
        }),
      )
      .default([]),
    // Columns of tables stand beside the code that fills them.
    columns: z.unknown().optional(),
  }),
);

type Resource = z.infer<typeof resourcesForm>[number];

/** The resource lines of the data file; throws a ZodError for a source of another form. */
export function writeResources(source: unknown): string[] {
  return resourcesForm
    .parse(source)
    .flatMap((resource) => [
      resourceLine(resource),
      ...resource.subresources.map((part) => ` ${subresourceLine(part, resource.kind)}`),
    ]);
}

function resourceLine({
  group,
  version,
  resource,
  kind,
  singular,
  scope,
  verbs,
  shortNames,
  categories,
}: Resource): string {
  const flags = {
    singular: singular === kind.toLowerCase() ? [] : [singular],
    short: shortNames,
    categories,
  };
  return [
    group ? `${group}/${version}` : version,
    resource,
    kind,
    scope,
    verbs.join(','),
    ...Object.entries(flags).flatMap(([flag, values]) => (values.length ? `${flag}=${values.join(',')}` : [])),
  ].join(' ');
}

function subresourceLine({ subresource, responseKind, verbs }: Resource['subresources'][number], kind: string): string {
  const { group, version, kind: own } = responseKind;
  const body = group || version ? [`${group}/${version}/${own}`] : own === kind ? [] : [own];
  return [subresource, verbs.join(','), ...body].join(' ');
}
