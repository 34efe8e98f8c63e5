/** The fields of a type by their numbers in protobuf messages. */
import { remembered } from '../../kube/remembered.js';
import { fieldWords } from './api-types.js';

/** The meaning of a number: a field of JSON, or a message whose fields JSON has in the object around it. */
export type MessageField = { field: string } | { embedded: string };

/** The fields of the message that a type is sent as; empty for an unknown type. */
export const messageFields: (type: string) => ReadonlyMap<number, MessageField> = remembered((type) => {
  const numbered = fieldWords(type)?.filter(([number]) => number !== '0');
  return new Map(
    numbered?.map(([number, marked = '', embedded = '']) => [
      Number(number),
      marked === '~' ? { embedded } : { field: marked.replace(/[!+]+$/, '') },
    ]),
  );
});
