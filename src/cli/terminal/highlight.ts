/** TypeScript in colour: comments, strings, numbers and keywords, line by line. Without styles the code is as it was. */
import type { Style } from './style.js';

const TOKENS =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?)|(?<word>[A-Za-z_$][\w$]*)|(?<number>\b\d[\w.]*)/g;

const KEYWORDS = new Set(
  (
    'as async await break case catch class const continue default delete do else export extends false finally for from ' +
    'function if import in instanceof interface let new null of return satisfies static super switch this throw true ' +
    'try type typeof undefined var void while yield'
  ).split(' '),
);

/** The code with its tokens painted. */
export function highlight(code: string, style: Style): string {
  if (!style.enabled) return code;
  return code.replace(TOKENS, (token, comment?: string, string?: string, word?: string) => {
    if (comment !== undefined) return eachLine(token, style.dim);
    if (string !== undefined) return eachLine(token, style.green);
    if (word !== undefined) return KEYWORDS.has(word) ? style.magenta(token) : token;
    return style.yellow(token);
  });
}

function eachLine(text: string, paint: (line: string) => string): string {
  return text.split('\n').map(paint).join('\n');
}
