import * as m from '@/messages/compiled/account';

/** Whether selfies stay for another avatar, or go right after use. A plain form. */
export function SelfieChoice({ deletes, days, saved }: { deletes: boolean; days: number; saved: boolean }) {
  const choices = [
    {
      value: 'yes',
      checked: !deletes,
      title: m.keepThem({ days }),
      text: m.keepThemText(),
    },
    {
      value: 'no',
      checked: deletes,
      title: m.deleteAfterUse(),
      text: m.deleteAfterUseText(),
    },
  ];
  return (
    <form action="/account/selfies" method="post" className="grid justify-items-start gap-4">
      <fieldset className="grid gap-3">
        <legend className="sr-only">{m.selfiesBecome()}</legend>
        {choices.map(({ value, checked, title, text }) => (
          <label key={value} className="flex items-start gap-3 py-1">
            <input
              type="radio"
              name="keep"
              value={value}
              defaultChecked={checked}
              className="tick mt-0.5 rounded-full"
            />
            <span>
              {title}
              <span className="block text-sm text-ink-soft">{text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-4">
        <button type="submit" className="button button-line">
          {m.save()}
        </button>
        {saved && (
          <p role="status" className="text-sm text-ink-soft">
            {m.saved()}
          </p>
        )}
      </div>
    </form>
  );
}
