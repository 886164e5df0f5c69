import { Fragment, type ReactNode } from 'react';

/**
 * A text of the catalogue in which `<name>…</name>` become elements: `rich(m.more(), { link: (text) => <a …>{text}</a> })`.
 * @returns the text's parts in order
 */
export function rich(text: string, elements: Record<string, (inner: string) => ReactNode>): ReactNode[] {
  return [...text.matchAll(/<(\w+)>(.*?)<\/\1>|[^<]+|</gs)].map(({ index, 0: whole, 1: name = '', 2: inner = '' }) => (
    <Fragment key={index}>{elements[name]?.(inner) ?? whole}</Fragment>
  ));
}
