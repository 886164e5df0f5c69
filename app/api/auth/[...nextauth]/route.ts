import NextAuth from 'next-auth';
import { authOptions } from '@/lib/auth';

const handler = (...args: [Request, unknown]) => NextAuth(authOptions())(...args);

export { handler as GET, handler as POST };
