import { CopyButton } from '@/components/ui/copy-button';
import * as m from '@/messages/compiled/developers';

/** A program or an answer as it stands, to read and to copy. Long lines wrap: nothing scrolls by itself. */
export function CodeBlock({ code, name }: { code: string; name: string }) {
  return (
    <div className="relative rounded-control border border-line bg-raised">
      <pre className="p-4 pr-16 font-mono text-[0.8125rem] leading-relaxed wrap-anywhere whitespace-pre-wrap">
        <code>{code.trimEnd()}</code>
      </pre>
      <div className="absolute top-2 right-2">
        <CopyButton text={code} name={m.copyOf({ name })} />
      </div>
    </div>
  );
}
