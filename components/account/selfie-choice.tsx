/** Whether selfies stay for another avatar, or go right after use. A plain form. */
export function SelfieChoice({ deletes, days, saved }: { deletes: boolean; days: string; saved: boolean }) {
  const choices = [
    {
      value: 'yes',
      checked: !deletes,
      title: `Keep them for ${days}`,
      text: 'One photo makes as many avatars as you like.',
    },
    {
      value: 'no',
      checked: deletes,
      title: 'Delete them right after use',
      text: 'As soon as an avatar is finished. There is no before and after then, and another avatar needs the photo again.',
    },
  ];
  return (
    <form action="/account/selfies" method="post" className="grid justify-items-start gap-4">
      <fieldset className="grid gap-3">
        <legend className="sr-only">What becomes of your selfies</legend>
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
          Save
        </button>
        {saved && (
          <p role="status" className="text-sm text-ink-soft">
            Saved. It counts for the selfies that are here, too.
          </p>
        )}
      </div>
    </form>
  );
}
