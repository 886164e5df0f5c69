/** A sentence in which words between backticks are code. */
export function InlineCode({ text }: { text: string }) {
  return [...text.matchAll(/`([^`]*)`|[^`]+/g)].map(({ index, 0: part, 1: code }) =>
    code === undefined ? (
      part
    ) : (
      <code key={index} className="font-mono text-[0.875em] wrap-anywhere">
        {code}
      </code>
    ),
  );
}
