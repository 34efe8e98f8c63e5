/** Configurations of webhooks. The practice cluster calls none: each is one that does not answer (admission/webhooks.ts). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, number, text, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, required } from '../../../kube/status.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { named, oneOf, requiredText } from '../field-rules.js';
import { setDefault, setDefaults } from '../prepare-fields.js';
import { defaultRules, matchDefaults, validateRules } from './rules.js';

function configuration(more: (webhook: Fields) => void): KindDefinition {
  return {
    defaults: ({ webhooks }) => {
      for (const webhook of list(webhooks)) {
        setDefaults(webhook, { failurePolicy: 'Fail', ...matchDefaults, timeoutSeconds: 10 });
        defaultRules(webhook.rules);
        const { service } = fields(webhook.clientConfig);
        if (isFields(service)) setDefault(service, 'port', 443);
        more(webhook);
      }
    },
    isNewGeneration: (object, old) => !equalJson(object.webhooks, old.webhooks),
    validation: { always: validate, order: ['metadata', 'always'] },
  };
}

/** The definition of ValidatingWebhookConfigurations. */
export const validatingWebhooks: KindDefinition = configuration(() => {});

/** The definition of MutatingWebhookConfigurations. */
export const mutatingWebhooks: KindDefinition = configuration((webhook) =>
  setDefault(webhook, 'reinvocationPolicy', 'Never'),
);

function validate({ webhooks }: KubeObject): FieldError[] {
  const all = list(webhooks);
  return all.flatMap((webhook, i) => {
    const at = `webhooks[${i}]`;
    const isDouble = all.findIndex(({ name }) => name === webhook.name) < i;
    return [...validateWebhook(webhook, at), ...(isDouble ? [duplicate(`${at}.name`, webhook.name)] : [])];
  });
}

function validateWebhook(webhook: Fields, at: string): FieldError[] {
  const name = text(webhook.name);
  const errors = requiredText(name, `${at}.name`);
  if (name) errors.push(...named(name, `${at}.name`, dnsSubdomainFaults));
  if (name && name.split('.').length < 3) {
    errors.push(invalid(`${at}.name`, name, 'should be a domain with at least three segments separated by dots'));
  }
  errors.push(...validateRules(webhook.rules, `${at}.rules`));
  errors.push(...oneOf(webhook.failurePolicy, `${at}.failurePolicy`, ['Fail', 'Ignore']));
  errors.push(...oneOf(webhook.matchPolicy, `${at}.matchPolicy`, ['Equivalent', 'Exact']));
  const effects = ['None', 'NoneOnDryRun'];
  errors.push(
    ...(webhook.sideEffects === undefined
      ? [required(`${at}.sideEffects`, 'must specify one of None, NoneOnDryRun')]
      : oneOf(webhook.sideEffects, `${at}.sideEffects`, effects)),
  );
  const seconds = number(webhook.timeoutSeconds);
  if (seconds !== undefined && (seconds < 1 || seconds > 30)) {
    errors.push(invalid(`${at}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds'));
  }
  errors.push(...validateLabelSelector(webhook.namespaceSelector, `${at}.namespaceSelector`));
  errors.push(...validateLabelSelector(webhook.objectSelector, `${at}.objectSelector`));
  const versions = texts(webhook.admissionReviewVersions);
  if (versions.length === 0) {
    errors.push(required(`${at}.admissionReviewVersions`, 'must specify one of v1, v1beta1'));
  } else if (!versions.some((version) => version === 'v1' || version === 'v1beta1')) {
    errors.push(invalid(`${at}.admissionReviewVersions`, versions, 'must include at least one of v1, v1beta1'));
  }
  return [...errors, ...validateClient(fields(webhook.clientConfig), `${at}.clientConfig`)];
}

function validateClient({ url, service }: Fields, at: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) {
    return [required(at, 'exactly one of url or service is required')];
  }
  if (isFields(service)) {
    return [
      ...requiredText(service.name, `${at}.service.name`),
      ...requiredText(service.namespace, `${at}.service.namespace`),
    ];
  }
  const address = text(url);
  if (!URL.canParse(address))
    return [invalid(`${at}.url`, address, 'url must be a valid URL: https://host[:port]/path')];
  const { protocol, hash, search, username } = new URL(address);
  const [path, form] = [`${at}.url`, '; desired format: https://host[:port]/path'];
  const wrong = [
    ...(protocol === 'https:' ? [] : [`'https' is the only allowed URL scheme${form}`]),
    ...(username ? ['user information is not permitted in the URL'] : []),
    ...(hash ? ['fragments are not permitted in the URL'] : []),
    ...(search ? ['query parameters are not permitted in the URL'] : []),
  ];
  return wrong.map((why) => invalid(path, address, why));
}
