/** The events of a watch as lines of JSON, or as frames of protobuf with a letter for each byte, in the form that the client asked for. */
import { goJson, goMapJson } from '../../kube/go-json.js';
import type { KubeObject } from '../../kube/object.js';
import type { ApiError } from '../../kube/status.js';
import { schemaOf } from '../types/api-types.js';
import { zeroStruct } from '../wire/convert.js';
import { protobufEvent } from '../wire/write-protobuf.js';
import { partial, tableOf } from './answers.js';
import { apiVersionOf, type Call, type Registry, readableKind } from './deps.js';
import type { AcceptedForm } from './negotiation.js';
import { objectText } from './object-text.js';
import { fromStorage } from './stored-form.js';

/** A watch's events. */
export interface WatchEvents {
  object(type: 'ADDED' | 'MODIFIED' | 'DELETED', stored: KubeObject): void;
  /** The version reached; with `isEndOfInitial`, after the last of the initial objects. */
  bookmark(revision: number, isEndOfInitial?: boolean): void;
  error(error: ApiError): void;
}

/** Events of the call's kind, each given to `push` as a line or frame. */
export function watchEvents(
  registry: Registry,
  call: Call,
  form: AcceptedForm,
  push: (line: string) => void,
): WatchEvents {
  const { kind } = call;
  let first = true;
  const sendText = (type: string, text: string): void => push(`{"type":"${type}","object":${text}}\n`);
  const sendFrame = (type: string, object: object): void =>
    push(protobufEvent(type, { ...object })?.toString('latin1') ?? '');
  const send = (type: string, object: KubeObject, text: (object: KubeObject) => string): void => {
    if (form.format === 'protobuf') {
      sendFrame(type, form.as ? partial(object, form) : object);
      return;
    }
    if (form.as === 'Table') {
      const table = tableOf(registry, call, form, [object], { isList: false });
      // columns are told once
      sendText(type, goJson(first ? table : { ...table, columnDefinitions: null }));
    } else sendText(type, form.as ? goJson(partial(object, form)) : text(object));
    first = false;
  };
  return {
    object: (type, stored) =>
      send(type, fromStorage(call.definition, stored), (object) => objectText(object, kind.isCustom)),
    bookmark: (revision, isEndOfInitial = false) => {
      const annotations = { 'k8s.io/initial-events-end': 'true' };
      const metadata = { resourceVersion: String(revision), ...(isEndOfInitial && { annotations }) };
      const type = schemaOf(readableKind(call));
      // an object of the kind in which nothing else is set
      const bare = { ...(type && zeroStruct(type)), kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
      send('BOOKMARK', bare, kind.isCustom ? goMapJson : JSON.stringify);
    },
    error: ({ status }) =>
      form.format === 'protobuf' ? sendFrame('ERROR', status) : sendText('ERROR', JSON.stringify(status)),
  };
}
