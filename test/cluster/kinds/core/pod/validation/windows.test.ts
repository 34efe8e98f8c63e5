/** The rules for pods of Windows, and for what they have to themselves. */
import assert from 'node:assert/strict';
import { faultsOf } from '../../../faults.js';

const of = (spec: object, container: object = {}): string[] =>
  faultsOf('Pod', { spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec } });
const windows = { os: { name: 'windows' } };
const options = (windowsOptions: object): object => ({ securityContext: { windowsOptions } });

describe('validateSystem', () => {
  const not = 'cannot be set for a windows pod';
  const cases: [string, string[], string[]][] = [
    ['a system without a name', of({ os: {} }), ['spec.os.name: Required value']],
    [
      'a system that there is not',
      of({ os: { name: 'plan9' } }),
      ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
    [
      'what Windows has not',
      of(
        { ...windows, hostPID: true, hostIPC: false, hostUsers: true, securityContext: { fsGroup: 1, sysctls: [] } },
        { securityContext: { privileged: false } },
      ),
      [
        `spec.hostUsers: Forbidden: ${not}`,
        `spec.hostPID: Forbidden: ${not}`,
        `spec.securityContext.fsGroup: Forbidden: ${not}`,
        `spec.containers[0].securityContext.privileged: Forbidden: ${not}`,
      ],
    ],
    [
      'options of Windows for Linux',
      of({ os: { name: 'linux' }, ...options({}) }, options({})),
      [
        'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
        'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      ],
    ],
    ['options of Windows for a system unnamed', of(options({}), options({})), []],
  ];
  for (const [what, found, faults] of cases) it(what, () => assert.deepEqual(found, faults));
});

describe('validateHostProcesses', () => {
  const host = options({ hostProcess: true });
  const two = (hostProcess: boolean): object => ({
    containers: [
      { name: 'c', image: 'i', ...host },
      { name: 'd', image: 'i', ...options({ hostProcess }) },
    ],
  });
  const cases: [string, string[], string[]][] = [
    [
      'are all of them',
      of({ ...two(false), hostNetwork: true }),
      [
        'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      ],
    ],
    [
      'are on the network of the host',
      of(two(true)),
      ['spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers'],
    ],
    [
      'are as the pod says',
      of({ ...options({ hostProcess: false }) }, { ...host }),
      [
        'spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: true: pod hostProcess value must be identical if both are specified, was false',
        'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
      ],
    ],
    ['may say nothing themselves', of({ ...host, hostNetwork: true }), []],
  ];
  for (const [what, found, faults] of cases) it(what, () => assert.deepEqual(found, faults));
});

describe('validateWindowsOptions', () => {
  const user = (runAsUserName: string): string[] =>
    of(options({ runAsUserName })).map((fault) => fault.replace(/^.*: runAsUserName/, ''));
  const cases: [string, string[]][] = [
    ['NT AUTHORITY\\NETWORK SERVICE', []],
    ['ContainerUser', []],
    ['', [' cannot be an empty string']],
    ['a\tb', [' cannot contain control characters']],
    ['a\\b\\c', [' cannot contain more than one backslash']],
    ['.\\b', ["'s Domain doesn't match the NetBios nor the DNS format"]],
    ['a\\', ["'s User cannot be empty"]],
    ['. .', ["'s User cannot contain only periods or spaces"]],
    ['u'.repeat(105), ["'s User length must not be longer than 104 characters"]],
    ['a/b', ['\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]']],
  ];
  for (const [name, faults] of cases) {
    it(`takes ${JSON.stringify(name.slice(0, 30))} for a user, or says why not`, () =>
      assert.deepEqual(user(name), faults));
  }

  it('has a specification of credentials that is not empty, nor too long', () => {
    const spec = (gmsaCredentialSpec: string): string[] =>
      of(options({ gmsaCredentialSpec })).map((fault) => fault.replace(/^.*": /, ''));
    assert.deepEqual(spec(''), ['gmsaCredentialSpec cannot be an empty string']);
    assert.deepEqual(spec('x'.repeat(65536)), []);
    assert.deepEqual(spec('x'.repeat(65537)), ['gmsaCredentialSpec size must be under 64 KiB']);
  });
});
