/** Configurations of webhooks. The practice cluster calls none: each is one that does not answer (admission/webhooks.ts). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, required } from '../../../kube/status.js';
import { expressions, loadExpressions } from '../../cel/load-expressions.js';
import { policyCompiler } from '../../cel/policy-compiler.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { oneOf } from '../field-rules.js';
import { reviewVersionFaults, reviewVersions, webhookClientFaults } from '../webhook-client.js';
import { matchConditionFaults } from './match-conditions.js';
import { defaultRules, matchDefaults, setMissing, validateRules } from './rules.js';

/** Loads CEL with the first configuration written. */
const load = async (): Promise<void> => void (await loadExpressions());

function configuration(more: (webhook: Fields) => void): KindDefinition {
  return {
    defaults: ({ webhooks }) => {
      for (const webhook of list(webhooks)) {
        setMissing(webhook, { failurePolicy: 'Fail', ...matchDefaults, timeoutSeconds: 10 });
        defaultRules(webhook.rules);
        const { service } = fields(webhook.clientConfig);
        if (isFields(service)) setMissing(service, { port: 443 });
        more(webhook);
      }
    },
    needsVersion: true,
    isNewGeneration: (object, old) => !equalJson(object.webhooks, old.webhooks),
    beforeCreate: load,
    beforeUpdate: load,
    validation: { anyFinalizer: true, always: validate, order: ['new metadata', 'always'] },
  };
}

/** The definition of ValidatingWebhookConfigurations. */
export const validatingWebhooks: KindDefinition = configuration(() => {});

/** The definition of MutatingWebhookConfigurations. */
export const mutatingWebhooks: KindDefinition = configuration((webhook) =>
  setMissing(webhook, { reinvocationPolicy: 'Never' }),
);

function validate({ webhooks }: KubeObject): FieldError[] {
  const all = list(webhooks);
  return all.flatMap((webhook, i) => {
    const at = `webhooks[${i}]`;
    const isDouble = text(webhook.name) !== '' && all.findIndex(({ name }) => name === webhook.name) < i;
    return [...validateWebhook(webhook, at), ...(isDouble ? [duplicate(`${at}.name`, webhook.name)] : [])];
  });
}

function validateWebhook(webhook: Fields, at: string): FieldError[] {
  const errors = nameFaults(text(webhook.name), `${at}.name`);
  errors.push(...validateRules(webhook.rules, `${at}.rules`));
  errors.push(...oneOf(webhook.failurePolicy, `${at}.failurePolicy`, ['Fail', 'Ignore']));
  errors.push(...oneOf(webhook.matchPolicy, `${at}.matchPolicy`, ['Equivalent', 'Exact']));
  const effects = ['None', 'NoneOnDryRun'];
  errors.push(
    ...(webhook.sideEffects === undefined || webhook.sideEffects === null
      ? [required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun')]
      : oneOf(webhook.sideEffects, `${at}.sideEffects`, effects)),
  );
  const seconds = number(webhook.timeoutSeconds);
  if (seconds !== undefined && (seconds < 1 || seconds > 30)) {
    errors.push(invalid(`${at}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds'));
  }
  errors.push(...validateLabelSelector(webhook.namespaceSelector, `${at}.namespaceSelector`));
  errors.push(...validateLabelSelector(webhook.objectSelector, `${at}.objectSelector`));
  errors.push(...oneOf(webhook.reinvocationPolicy, `${at}.reinvocationPolicy`, ['IfNeeded', 'Never']));
  errors.push(...webhookClientFaults(fields(webhook.clientConfig), `${at}.clientConfig`));
  const compiler = policyCompiler(expressions().compiler, {}, { isMutating: false });
  errors.push(...matchConditionFaults(list(webhook.matchConditions), `${at}.matchConditions`, compiler));
  const versions = texts(webhook.admissionReviewVersions);
  const where = `${at}.admissionReviewVersions`;
  if (versions.length > 0) return [...errors, ...reviewVersionFaults(versions, where)];
  return [...errors, required(where, `must specify one of ${reviewVersions.join(', ')}`)];
}

function nameFaults(name: string, at: string): FieldError[] {
  if (name === '') return [required(at)];
  const why = dnsSubdomainFaults(name).join(',');
  if (why) return [invalid(at, name, why)];
  const short = 'should be a domain with at least three segments separated by dots';
  return name.split('.').length < 3 ? [invalid(at, name, short)] : [];
}
