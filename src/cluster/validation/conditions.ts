/** The rules of conditions as most kinds have them (ValidateConditions of apimachinery's meta/v1). */
import { list, text } from '../../kube/fields.js';
import { qualifiedNameFaults } from '../../kube/names.js';
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from '../../kube/status.js';

const longestReason = 1024;
const longestMessage = 32 * 1024;
const reasonFault =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

/** The faults of a status' conditions at `path`. */
export function validateConditions(conditions: unknown, path: string): FieldError[] {
  const types = new Set<string>();
  return list(conditions).flatMap((condition, i) => {
    const at = `${path}[${i}]`;
    const [type, reason] = [text(condition.type), text(condition.reason)];
    const errors: FieldError[] = [];
    if (types.has(type)) errors.push(duplicate(`${at}.type`, type));
    types.add(type);
    errors.push(...qualifiedNameFaults(type).map((fault) => invalid(`${at}.type`, type, fault)));
    const { status, observedGeneration, lastTransitionTime, message } = condition;
    const statuses = ['False', 'True', 'Unknown'];
    if (!statuses.includes(text(status))) errors.push(notSupported(`${at}.status`, text(status), statuses));
    if (Number(observedGeneration ?? 0) < 0) {
      errors.push(invalid(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
    }
    if (!lastTransitionTime) errors.push(required(`${at}.lastTransitionTime`));
    if (reason === '') errors.push(required(`${at}.reason`));
    else if (!/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(reason)) {
      errors.push(invalid(`${at}.reason`, reason, reasonFault));
    }
    if (Buffer.byteLength(reason) > longestReason) errors.push(tooLong(`${at}.reason`, longestReason));
    if (Buffer.byteLength(text(message)) > longestMessage) errors.push(tooLong(`${at}.message`, longestMessage));
    return errors;
  });
}
