/** Webhooks: the practice cluster calls none, so each counts as one that does not answer, which its failure policy forgives or not. */
import { type Fields, fields, isFields, list, number, text } from '../../kube/fields.js';
import { internalError } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';
import { matchesRequest } from './match-request.js';

/** The plug-in; throws an ApiError 500 for a webhook that may not be left out. */
export function webhooks(reads: AdmissionReads, kind: 'validating' | 'mutating'): AdmissionPlugin {
  return (attributes) => {
    for (const configuration of reads.webhooks(kind)) {
      for (const webhook of list(configuration.webhooks)) {
        const { rules, namespaceSelector, objectSelector, failurePolicy } = webhook;
        if (failurePolicy === 'Ignore') continue;
        if (!matchesRequest({ rules, namespaceSelector, objectSelector }, attributes, reads)) continue;
        const call = `failed calling webhook ${JSON.stringify(webhook.name)}: failed to call webhook: Post`;
        const { url, why } = addressOf(webhook, reads);
        throw internalError(`${call} ${JSON.stringify(url)}: ${why}`);
      }
    }
  };
}

function addressOf(webhook: Fields, reads: AdmissionReads): { url: string; why: string } {
  const { url, service } = fields(webhook.clientConfig);
  const query = `?timeout=${number(webhook.timeoutSeconds) ?? 10}s`;
  const unanswered = 'the practice cluster calls no webhooks';
  if (!isFields(service)) return { url: `${text(url)}${query}`, why: unanswered };
  const { name, namespace, port, path } = service;
  const isThere = reads.service(text(namespace), text(name)) !== undefined;
  return {
    url: `https://${text(name)}.${text(namespace)}.svc:${number(port) ?? 443}${text(path)}${query}`,
    why: isThere ? unanswered : `service ${JSON.stringify(name)} not found`,
  };
}
