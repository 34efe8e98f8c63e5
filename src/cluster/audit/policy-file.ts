/** An audit policy from a file (https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Policy). */
import * as z from 'zod';
import { checkYaml } from '../../checked-yaml.js';
import { readNamedFile } from '../../named-file.js';
import type { AuditPolicy } from './policy.js';

const texts = z.array(z.string());
const stage = z.enum(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']);

const rule = z.strictObject({
  level: z.enum(['None', 'Metadata', 'Request', 'RequestResponse']),
  users: texts.optional(),
  userGroups: texts.optional(),
  verbs: texts.optional(),
  resources: z
    .array(
      z.strictObject({
        group: z.string().optional(),
        resources: texts.optional(),
        resourceNames: texts.optional(),
      }),
    )
    .optional(),
  namespaces: texts.optional(),
  nonResourceURLs: texts.optional(),
  omitStages: z.array(stage).optional(),
  omitManagedFields: z.boolean().optional(),
});

const policy = z.strictObject({
  apiVersion: z.literal('audit.k8s.io/v1'),
  kind: z.literal('Policy'),
  metadata: z.looseObject({}).optional(),
  omitStages: z.array(stage).optional(),
  omitManagedFields: z.boolean().optional(),
  rules: z.array(rule).min(1, 'holds no rule'),
});

/** The policy in `file`. Throws FILE_MISSING, and AUDIT_POLICY_INVALID with line and column of a fault in it. */
export function readAuditPolicy(file: string): AuditPolicy {
  const text = readNamedFile(file, 'the audit policy', 'name a file that is there, or leave --audit-policy out');
  const source = {
    text,
    file,
    what: 'the audit policy',
    code: 'AUDIT_POLICY_INVALID' as const,
    hint: 'see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#audit-policy',
  };
  const { value, failAt } = checkYaml(source, policy);
  value.rules.forEach((each, i) => {
    // kube-apiserver refuses it too: a rule is about one or the other
    if (each.nonResourceURLs?.length && (each.resources?.length || each.namespaces?.length)) {
      failAt(['rules', i], 'names both resources and other paths', 'make two rules of it');
    }
    each.nonResourceURLs?.forEach((path, j) => {
      if (path !== '*' && (!path.startsWith('/') || path.slice(0, -1).includes('*'))) {
        failAt(['rules', i, 'nonResourceURLs', j], 'is no path', 'begin it with a slash; * may stand at its end alone');
      }
    });
  });
  return value;
}
