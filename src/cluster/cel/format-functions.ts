/** Formats of texts in expressions (apiserver/pkg/cel/library/format.go). */
import { type CelFunc, CelScalar, celFunc, celMethod } from '@bufbuild/cel';
import {
  dns1035LabelFaults,
  dnsLabelFaults,
  dnsSubdomainFaults,
  labelValueFaults,
  qualifiedNameFaults,
} from '../../kube/names.js';
import { hasFormat } from '../validation/string-formats.js';
import { optional, own, ownValue, textOf } from './own-values.js';

const { STRING } = CelScalar;

type Faults = (text: string) => string[];

/** A name that more is put behind may end with a hyphen. */
const prefix =
  (faults: Faults): Faults =>
  (text) =>
    faults(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);
const ofFormat =
  (format: string, fault: string): Faults =>
  (text) =>
    hasFormat(format, text) ? [] : [fault];

const formats: Readonly<Record<string, Faults>> = {
  dns1123Label: dnsLabelFaults,
  dns1123Subdomain: dnsSubdomainFaults,
  dns1035Label: dns1035LabelFaults,
  qualifiedName: qualifiedNameFaults,
  dns1123LabelPrefix: prefix(dnsLabelFaults),
  dns1123SubdomainPrefix: prefix(dnsSubdomainFaults),
  dns1035LabelPrefix: prefix(dns1035LabelFaults),
  labelValue: labelValueFaults,
  uri: (text) => (hasFormat('uri', text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`]),
  uuid: ofFormat('uuid', 'does not match the UUID format'),
  byte: ofFormat('byte', 'invalid base64'),
  date: ofFormat('date', 'invalid date'),
  datetime: ofFormat('datetime', 'invalid datetime'),
};

/** The formats, each with a function of its name. */
export const formatNames: readonly string[] = Object.keys(formats);

/** The functions. */
export const formatFunctions: readonly CelFunc[] = [
  ...formatNames.map((name) => celFunc(`format.${name}`, [], own, () => ownValue('format', name))),
  celFunc('format.named', [STRING], own, (name) =>
    Object.hasOwn(formats, name) ? optional(ownValue('format', name)) : optional(),
  ),
  celMethod('validate', own, [STRING], own, function (text) {
    const faults = formats[textOf(this, 'format')]?.(text) ?? [];
    return faults.length > 0 ? optional(faults) : optional();
  }),
];
