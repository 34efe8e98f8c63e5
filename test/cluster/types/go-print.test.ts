import assert from 'node:assert/strict';
import { goPrint } from '../../../src/cluster/types/go-print.js';

/** The text of a field that is no struct. */
const field = (text: string, name: string): string | undefined => new RegExp(`\\b${name}:[^ }]*`).exec(text)?.[0];

describe('a value as Go prints it', () => {
  it('is a struct with all its fields, by Go’s names and in Go’s order', () => {
    assert.equal(
      goPrint('core.v1.ContainerPort', { containerPort: 80, protocol: 'TCP' }),
      '(v1.ContainerPort){Name:(string) HostPort:(int32)0 ContainerPort:(int32)80 Protocol:(v1.Protocol)TCP HostIP:(string)}',
    );
  });

  it('has the zero of each type for what is not set', () => {
    assert.equal(
      goPrint('core.v1.VolumeMount', {}),
      '(v1.VolumeMount){Name:(string) ReadOnly:(bool)false RecursiveReadOnly:(*v1.RecursiveReadOnlyMode)<nil> MountPath:(string) ' +
        'SubPath:(string) MountPropagation:(*v1.MountPropagationMode)<nil> SubPathExpr:(string)}',
    );
    assert.equal(goPrint('core.v1.SleepAction', {}), '(v1.SleepAction){Seconds:(int64)0}');
  });

  it('tells a pointer to nothing from one to a zero', () => {
    const value = { name: '', optional: false };
    assert.equal(
      goPrint('core.v1.ConfigMapEnvSource', value),
      '(v1.ConfigMapEnvSource){LocalObjectReference:(v1.LocalObjectReference){Name:(string)} Optional:(*bool)false}',
    );
    for (const value of [{}, { optional: null }]) {
      assert.equal(field(goPrint('core.v1.ConfigMapEnvSource', value), 'Optional'), 'Optional:(*bool)<nil>');
    }
    assert.equal(
      goPrint('core.v1.EmptyDirVolumeSource', {}),
      '(v1.EmptyDirVolumeSource){Medium:(v1.StorageMedium) SizeLimit:(*resource.Quantity)<nil>}',
    );
  });

  it('does not tell an empty list or map from none', () => {
    for (const value of [{}, { add: [] }, { add: null }]) {
      assert.equal(
        goPrint('core.v1.Capabilities', value),
        '(v1.Capabilities){Add:([]v1.Capability)<nil> Drop:([]v1.Capability)<nil>}',
      );
    }
    for (const value of [{}, { matchLabels: {} }]) {
      assert.equal(
        goPrint('meta.v1.LabelSelector', value),
        '(v1.LabelSelector){MatchLabels:(map[string]string)<nil> MatchExpressions:([]v1.LabelSelectorRequirement)<nil>}',
      );
    }
  });

  it('has no types in lists and maps, whose keys are sorted', () => {
    assert.equal(
      goPrint('meta.v1.LabelSelector', {
        matchLabels: { b: '2', c: '3', a: '1' },
        matchExpressions: [
          { key: 'k', operator: 'In', values: ['x', 'y'] },
          { key: 'l', operator: 'Exists' },
        ],
      }),
      '(v1.LabelSelector){MatchLabels:(map[string]string)map[a:1 b:2 c:3] MatchExpressions:([]v1.LabelSelectorRequirement)' +
        '[{Key:(string)k Operator:(v1.LabelSelectorOperator)In Values:([]string)[x y]} ' +
        '{Key:(string)l Operator:(v1.LabelSelectorOperator)Exists Values:([]string)<nil>}]}',
    );
  });

  it('has a struct that is embedded under the name of its type', () => {
    const probe = goPrint('core.v1.Probe', { tcpSocket: { port: 80 }, periodSeconds: 10 });
    assert.match(probe, /^\(v1\.Probe\)\{ProbeHandler:\(v1\.ProbeHandler\)\{Exec:\(\*v1\.ExecAction\)<nil> HTTPGet:/);
    assert.match(probe, / TCPSocket:\(\*v1\.TCPSocketAction\)\{Port:.* GRPC:\(\*v1\.GRPCAction\)<nil>\} InitialDelay/);
    assert.equal(field(probe, 'PeriodSeconds'), 'PeriodSeconds:(int32)10');
  });
});
