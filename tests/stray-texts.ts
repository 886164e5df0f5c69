/** Finds texts for people that stand in a source itself, rather than in the catalogue. */
import ts from 'typescript';

/** Attributes and properties of components whose text people read or hear. */
const READ_OUT = new Set([
  ...['aria-label', 'aria-valuetext', 'aria-description', 'alt', 'title', 'placeholder'],
  ...['label', 'hint', 'text', 'confirm', 'legend'],
]);

/** Names, and what is the same in every language. */
const SAME_EVERYWHERE = new Set([
  ...['Selfsame', 'API', '@', 'UTC', '/s/', 'face_gen'],
  // What the API answers.
  ...['Invalid API key', 'Invalid API Request', 'Unable to fetch image from provided URL', 'Request not found'],
  ...['Invalid image. No face was found. …', 'Rate limit exceeded. …', 'Failed, Try Again'],
  'Internal server error. Please try again.',
]);

const isText = (text: string) => /\p{L}/u.test(text) && !SAME_EVERYWHERE.has(text.trim());
/** What begins as a sentence does: class names, addresses and codes don't. */
const isSentence = (text: string) => isText(text) && /^\p{Lu}\p{Ll}*,? .*\p{Ll}/u.test(text.trim());
const isWord = (text: string) => isText(text) && /^\p{Lu}\p{Ll}+/u.test(text.trim());

/** @returns each with the line that it stands on: `components/x.tsx:12 Try again` */
export function strayTexts(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1} ${text.trim().replace(/\s+/g, ' ').slice(0, 60)}`);
  };
  const visit = (node: ts.Node, shown: boolean) => {
    if (ts.isImportDeclaration(node) || isForTheLog(node)) return;
    if (ts.isJsxText(node) && isText(node.text)) note(node, node.text);
    if (ts.isStringLiteralLike(node) && (isSentence(node.text) || (shown && isWord(node.text)))) note(node, node.text);
    if (ts.isTemplateExpression(node)) {
      const text = withoutValues(node);
      if (isSentence(text) || (shown && isWord(text))) note(node, node.getText());
    }
    ts.forEachChild(node, (child) => visit(child, isShown(child, shown)));
  };
  visit(source, false);
  return found;
}

/** Whether what stands here is on the page: between tags, or in an attribute that is read out. */
function isShown(node: ts.Node, inside: boolean): boolean {
  if (ts.isJsxAttribute(node)) return READ_OUT.has(node.name.getText());
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return true;
  // A function, a comparison or a key within it is code again.
  return inside && !ts.isFunctionLike(node) && !ts.isBinaryExpression(node) && !ts.isElementAccessExpression(node);
}

/** `new Error('…')`: people are told by AppError alone. */
function isForTheLog(node: ts.Node): boolean {
  return ts.isNewExpression(node) && node.expression.getText() === 'Error';
}

function withoutValues({ head, templateSpans }: ts.TemplateExpression): string {
  return head.text + templateSpans.map(({ literal }) => `0${literal.text}`).join('');
}
