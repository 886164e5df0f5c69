import { describedBy, FieldError } from '@/components/ui/field-error';
import { rich } from '@/components/ui/rich';
import * as m from '@/messages/compiled/account';

/** Deletes everything once the words are typed. A plain form. */
export function DeleteForm({ error }: { error: string | undefined }) {
  return (
    <form action="/account/delete" method="post" className="grid w-full max-w-md gap-4">
      <div>
        <label htmlFor="words" className="mb-1.5 block">
          {rich(m.typeWords({ words: m.deleteWords() }), {
            words: (text) => <strong className="font-semibold">{text}</strong>,
          })}
        </label>
        <input
          id="words"
          name="words"
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={describedBy('words-hint', error !== undefined && 'words-error')}
          className="field"
        />
        <p id="words-hint" className="mt-1.5 text-sm text-ink-soft">
          {m.deleteHint()}
        </p>
        <FieldError id="words-error" message={error} />
      </div>
      <button type="submit" className="button justify-self-start bg-danger text-paper">
        {m.deleteAll()}
      </button>
    </form>
  );
}
