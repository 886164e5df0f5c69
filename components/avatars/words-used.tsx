/** Which words of the prompt shaped the picture, and which the engine couldn't use. */
export function WordsUsed({ words }: { words: { used: string[]; unused: string[] } }) {
  if (words.used.length === 0 && words.unused.length === 0) return null;
  return (
    <p className="mt-1 text-sm text-ink-soft">
      {words.used.length > 0 && <>Used: {words.used.join(', ')}. </>}
      {words.unused.length > 0 && <>Not used: {words.unused.join(', ')}.</>}
    </p>
  );
}
