/** Light, dark, or as the system has it. The page script makes it work, so that it costs no JavaScript of its own. */
export function ThemeChoice() {
  return (
    <label className="inline-flex min-h-11 items-center gap-2">
      Theme
      <select name="theme" defaultValue="system" autoComplete="off" className="field [width:auto]">
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
