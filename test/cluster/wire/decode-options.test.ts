import assert from 'node:assert/strict';
import { decodeDeleteOptions } from '../../../src/cluster/wire/decode-options.js';

describe('decodeDeleteOptions', () => {
  const options = (body: string, format: 'json' | 'yaml' = 'json') => decodeDeleteOptions(body, format);

  it('takes them under any version, and without one', () => {
    assert.deepEqual(
      options('{"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":0}').gracePeriodSeconds,
      0,
    );
    assert.deepEqual(options('propagationPolicy: Orphan\nx: 1\n', 'yaml'), {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Orphan',
    });
  });

  const faults: [body: string, message: string][] = [
    ['{', "couldn't get version/kind; json parse error: unexpected end of JSON input"],
    ['{"apiVersion":"a/b/c"}', 'unexpected GroupVersion string: a/b/c'],
    ['{"dryRun":"All"}', 'json: cannot unmarshal string into Go struct field DeleteOptions.dryRun of type []string'],
    [
      '{"apiVersion":"v1","kind":"CreateOptions"}',
      'converting (v1.CreateOptions) to (v1.DeleteOptions): unknown conversion',
    ],
    [
      '{"kind":"Pod"}',
      'no kind "Pod" is registered for version "meta.k8s.io/v1" in scheme "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"',
    ],
  ];
  for (const [body, message] of faults) {
    it(`refuses ${body}`, () => assert.throws(() => options(body), { message, code: 400 }));
  }
});
