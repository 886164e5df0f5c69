/** The mail that signs somebody in: what it says, plain and as HTML. */

import * as m from '../messages/compiled/mail.ts';
import { localeTag } from '../messages/locale.ts';
import { env } from './env.ts';
import { sendMail } from './mail.ts';

/** @param address of the page that signs in, with its token */
export async function sendSignInMail(to: string, address: string, hours: number): Promise<void> {
  const { host } = new URL(env().publicUrl);
  const until = m.until({ hours });
  const ignore = m.ignore();
  await sendMail({
    to,
    subject: m.subject(),
    text: `${m.signInOn({ host })}\n\n${address}\n\n${until} ${m.openItHere()}\n\n${ignore}\n`,
    html: htmlOf({ host, address, until, ignore }),
  });
}

/** Tables and inline styles, since that is what mail programs understand; colours that hold in their dark modes. */
function htmlOf({ host, address, until, ignore }: Record<'host' | 'address' | 'until' | 'ignore', string>): string {
  const text = 'margin:0 0 20px;font:16px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#1b1916';
  const small = 'margin:0 0 12px;font:14px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#5b554b';
  const link = escapeHtml(address);
  return `<!doctype html>
<html lang="${localeTag()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${m.title()}</title>
</head>
<body style="margin:0;background:#f7f4ee">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f7f4ee">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px">
<tr><td style="padding:32px;background:#fffdf9;border-radius:16px">
<h1 style="margin:0 0 16px;font:600 24px/1.2 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#1b1916">${m.title()}</h1>
<p style="${text}">${m.openHere()}</p>
<p style="margin:0 0 24px"><a href="${link}" style="display:inline-block;padding:14px 24px;border-radius:8px;background:#1b1916;color:#fffdf9;font:600 16px/1 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;text-decoration:none">${escapeHtml(m.button({ host }))}</a></p>
<p style="${small}">${until} ${m.copyAddress()}<br><a href="${link}" style="color:#2b44c7;word-break:break-all">${link}</a></p>
<p style="${small};margin-bottom:0">${ignore}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
