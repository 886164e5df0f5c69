import * as m from '@/messages/compiled/generation';

/** Which words of the prompt shaped the picture, and which the engine couldn't use. */
export function WordsUsed({ words }: { words: { used: string[]; unused: string[] } }) {
  if (words.used.length === 0 && words.unused.length === 0) return null;
  return (
    <p className="mt-1 text-sm text-ink-soft">
      {words.used.length > 0 && <>{m.wordsUsed({ words: words.used.join(', ') })} </>}
      {words.unused.length > 0 && m.wordsUnused({ words: words.unused.join(', ') })}
    </p>
  );
}
