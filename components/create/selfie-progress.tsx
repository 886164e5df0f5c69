import { ProgressBar } from '@/components/ui/progress-bar';
import * as m from '@/messages/compiled/create';
import type { Intake } from './selfie-intake';

/** How far a photo has come: looked at here, sent, looked at by the server. */
export function SelfieProgress({ intake }: { intake: Extract<Intake, { status: 'checking' | 'sending' }> }) {
  const percent = intake.status === 'sending' ? intake.percent : 100;
  return (
    <>
      <p id="selfie-hint" role="status" className="mb-2 text-sm text-ink-soft">
        {percent === null ? m.connectionLost() : percent < 100 ? m.sending() : m.looking()}
      </p>
      <ProgressBar label={m.upload()} value={percent === null || percent === 100 ? null : percent} />
    </>
  );
}
