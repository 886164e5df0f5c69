import NextAuth from 'next-auth';
import { authOptions } from '@/lib/auth';
import { seeOther } from '@/lib/http';

type Context = { params: Promise<{ nextauth: string[] }> };

async function handler(request: Request, context: Context): Promise<Response> {
  const [action] = (await context.params).nextauth;
  // Whoever presses Cancel at a provider comes back with this; it isn't a fault.
  const refused = action === 'callback' && new URL(request.url).searchParams.get('error') === 'access_denied';
  return refused ? seeOther('/sign-in?sorry=refused') : NextAuth(authOptions())(request, context);
}

export { handler as GET, handler as POST };
