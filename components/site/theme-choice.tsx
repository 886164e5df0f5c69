import * as m from '@/messages/compiled/site';

/** Light, dark, or as the system has it. The page script makes it work, so that it costs no JavaScript of its own. */
export function ThemeChoice() {
  return (
    <label className="inline-flex min-h-11 items-center gap-2">
      {m.theme()}
      <select name="theme" defaultValue="system" autoComplete="off" className="field [width:auto]">
        <option value="system">{m.themeSystem()}</option>
        <option value="light">{m.themeLight()}</option>
        <option value="dark">{m.themeDark()}</option>
      </select>
    </label>
  );
}
