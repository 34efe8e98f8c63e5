/** The thirty-three faults of the workshop. */
import { bindingFaults } from './binding-faults.js';
import { certificateFaults } from './certificate-faults.js';
import type { Fault } from './fault.js';
import { roleFaults } from './role-faults.js';
import { tlsFaults } from './tls-faults.js';
import { tokenFaults } from './token-faults.js';

/** All faults, by their subjects. */
export const faults: readonly Fault[] = [
  ...tlsFaults,
  ...certificateFaults,
  ...tokenFaults,
  ...roleFaults,
  ...bindingFaults,
];
