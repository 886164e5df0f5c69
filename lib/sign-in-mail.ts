/** The mail that signs somebody in: what it says, plain and as HTML. */
import { env } from './env.ts';
import { sendMail } from './mail.ts';

/** @param address of the page that signs in, with its token */
export async function sendSignInMail(to: string, address: string, hours: number): Promise<void> {
  const { host } = new URL(env().publicUrl);
  const until = `The link works once, for ${hours === 1 ? 'an hour' : `${hours} hours`}.`;
  const ignore = 'If you did not ask for it, ignore this mail: nobody is signed in without the link.';
  await sendMail({
    to,
    subject: 'Your link to sign in to Selfsame',
    text: `Sign in to Selfsame on ${host}:\n\n${address}\n\n${until} Open it in the browser in which you made avatars, and they move into your account.\n\n${ignore}\n`,
    html: htmlOf({ host, address, until, ignore }),
  });
}

/** Tables and inline styles, since that is what mail programs understand; colours that hold in their dark modes. */
function htmlOf({ host, address, until, ignore }: Record<'host' | 'address' | 'until' | 'ignore', string>): string {
  const text = 'margin:0 0 20px;font:16px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#1b1916';
  const small = 'margin:0 0 12px;font:14px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#5b554b';
  const link = escapeHtml(address);
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>Sign in to Selfsame</title>
</head>
<body style="margin:0;background:#f7f4ee">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f7f4ee">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px">
<tr><td style="padding:32px;background:#fffdf9;border-radius:16px">
<h1 style="margin:0 0 16px;font:600 24px/1.2 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;color:#1b1916">Sign in to Selfsame</h1>
<p style="${text}">Open the link in the browser in which you made avatars, and they move into your account.</p>
<p style="margin:0 0 24px"><a href="${link}" style="display:inline-block;padding:14px 24px;border-radius:8px;background:#1b1916;color:#fffdf9;font:600 16px/1 -apple-system,Segoe UI,Helvetica,Arial,sans-serif;text-decoration:none">Sign in on ${escapeHtml(host)}</a></p>
<p style="${small}">${until} If the button does nothing, copy this address:<br><a href="${link}" style="color:#2b44c7;word-break:break-all">${link}</a></p>
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
