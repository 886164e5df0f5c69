/** An address that breaks before its `@`, when it has to. */
export function Address({ children }: { children: string }) {
  const [local, ...rest] = children.split('@');
  return (
    <>
      {local}
      {rest.length > 0 && (
        <>
          <wbr />@{rest.join('@')}
        </>
      )}
    </>
  );
}
