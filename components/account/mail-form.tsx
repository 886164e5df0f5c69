import { describedBy, FieldError } from '@/components/ui/field-error';
import * as m from '@/messages/compiled/signIn';

/** Asks for a link by mail. A plain form: it works before, and without, any JavaScript. */
export function MailForm({ next, email, error }: { next: string; email: string; error: string | undefined }) {
  return (
    <form action="/sign-in/mail" method="post">
      <label htmlFor="email" className="mb-1.5 block font-medium">
        {m.email()}
      </label>
      <input
        id="email"
        name="email"
        type="email"
        autoComplete="email"
        inputMode="email"
        required
        maxLength={254}
        defaultValue={email}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy(error !== undefined && 'email-error')}
        className="field"
      />
      <FieldError id="email-error" message={error} />
      <input type="hidden" name="next" value={next} />
      <button type="submit" className="button button-ink mt-4 w-full">
        {m.mailMe()}
      </button>
    </form>
  );
}
