/** The headers that every answer carries. */

export type PageSecurity = {
  /** Of this answer alone; scripts without it don't run. */
  nonce: string;
  /** SHA-256, in base64, of the script in the page for when there is no connection: it is kept with one answer's headers. */
  offlineScript: string;
  /** People reach us by TLS. */
  https: boolean;
  /** Next's development server evaluates what it reloads. */
  dev: boolean;
};

/**
 * What a page may load and run: scripts of ours by nonce, and what those load. Styles may be inline, because places and
 * sizes are set by style attributes. `blob:` are photos before they are sent, and the HEIC decoder's worker, which
 * compiles WebAssembly.
 */
export function contentSecurityPolicy({ nonce, offlineScript, dev }: PageSecurity): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'sha256-${offlineScript}' 'strict-dynamic' 'wasm-unsafe-eval'${dev ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self' blob:${dev ? ' ws:' : ''}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders(page: PageSecurity): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(page),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
    // The address of a share link is its only key: it must not travel to other sites.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(page.https ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
