/** Differences as kube-apiserver shows them. */
import assert from 'node:assert/strict';
import { goDiff } from '../../../src/cluster/validation/go-diff.js';

const lines = (type: string, before: object, after: object): string[] =>
  goDiff(type, before, after).trimEnd().split('\n');

describe('goDiff', () => {
  it('shows what changed with two fields around it, and counts the others', () => {
    assert.deepEqual(
      lines('Container', { name: 'c', image: 'i', tty: true }, { name: 'c', image: 'i', stdin: true, tty: true }),
      [
        '  core.Container{',
        '  \t... // 20 identical fields',
        '  \tImagePullPolicy: "",',
        '  \tSecurityContext: nil,',
        '- \tStdin:           false,',
        '+ \tStdin:           true,',
        '  \tStdinOnce:       false,',
        '  \tTTY:             true,',
        '  }',
      ],
    );
  });

  it('shows what is new with its type, and goes into what changed in part', () => {
    const before = { capabilities: { add: ['A', 'B'] } };
    const after = { capabilities: { add: ['A', 'C'] }, seccompProfile: { type: 'RuntimeDefault' } };
    assert.deepEqual(lines('SecurityContext', before, after), [
      '  core.SecurityContext{',
      '  \tCapabilities: &core.Capabilities{',
      '  \t\tAdd: []core.Capability{',
      '  \t\t\t"A",',
      '- \t\t\t"B",',
      '+ \t\t\t"C",',
      '  \t\t},',
      '  \t\tDrop: nil,',
      '  \t},',
      '  \tPrivileged:     nil,',
      '  \tSELinuxOptions: nil,',
      '  \t... // 5 identical fields',
      '  \tAllowPrivilegeEscalation: nil,',
      '  \tProcMount:                nil,',
      '- \tSeccompProfile:           nil,',
      '+ \tSeccompProfile:           &core.SeccompProfile{Type: "RuntimeDefault"},',
      '  \tAppArmorProfile:          nil,',
      '  }',
    ]);
  });

  it('shows amounts as numbers with a power of ten', () => {
    const of = (cpu: string): object => ({ requests: { cpu, memory: '64Mi' } });
    assert.deepEqual(lines('ResourceRequirements', of('500m'), of('1')), [
      '  core.ResourceRequirements{',
      '  \tLimits: nil,',
      '  \tRequests: core.ResourceList{',
      '- \t\ts"cpu":    {i: resource.int64Amount{value: 500, scale: -3}, s: "500m", Format: "DecimalSI"},',
      '+ \t\ts"cpu":    {i: resource.int64Amount{value: 1}, s: "1", Format: "DecimalSI"},',
      '  \t\ts"memory": {i: {...}, s: "64Mi", Format: "BinarySI"},',
      '  \t},',
      '  \tClaims: nil,',
      '  }',
    ]);
  });

  it('finds items that came and went in the middle of a list', () => {
    const of = (...names: string[]): object => ({
      env: names.map((name) => ({ name, value: 'v', valueFrom: undefined })),
    });
    const shown = goDiff('Container', of('a', 'b', 'c'), of('a', 'c'));
    assert.match(shown, /^- \t{2}\{Name: "b", Value: "v"\},$/m);
    assert.equal(shown.match(/^[-+]/gm)?.length, 1);
  });
});
