/** The name of a CSI driver, which volumes, nodes and attachments refer to. */
import { text } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, invalid, required, tooLong } from '../../../kube/status.js';

/** The faults of the name of a CSI driver; capitals are allowed. */
export function csiDriverName(value: unknown, path: string): FieldError[] {
  const name = text(value);
  if (name === '') return [required(path)];
  const faults = dnsSubdomainFaults(name.toLowerCase()).map((fault) => invalid(path, name, fault));
  return Buffer.byteLength(name) > 63 ? [tooLong(path, 63), ...faults] : faults;
}
