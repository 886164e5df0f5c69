/** What a browser colours its own frame with: `--paper` of app/globals.css. */
export const THEME_COLOURS = { light: '#f7f4ee', dark: '#131210' } as const;
export type Theme = keyof typeof THEME_COLOURS;

/** Set by the page's script; read by the server, and by the page for when there is no connection. */
export const THEME_COOKIE = 'theme';

/** The theme that a cookie names; `null` = as the system has it. */
export function toTheme(cookie: string | undefined): Theme | null {
  return cookie === 'light' || cookie === 'dark' ? cookie : null;
}
