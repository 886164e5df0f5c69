import type { ReactNode } from 'react';
import { STYLE_NAMES } from '@/lib/limits';
import type { AvatarDetail } from '@/lib/views';
import { WordsUsed } from './words-used';

const QUALITY: Record<number, string> = { 21: 'Draft', 31: 'Good', 41: 'Best' };

/** What made an avatar, in plain words; only the settings that its engine honoured. */
export function AvatarFacts({ avatar }: { avatar: AvatarDetail }) {
  const has = (setting: AvatarDetail['settings'][number]) => avatar.settings.includes(setting);
  return (
    <dl className="grid grid-cols-2 gap-4">
      <Fact name="Prompt" wide>
        <p className="wrap-anywhere whitespace-pre-line">{avatar.prompt === '' ? 'None' : avatar.prompt}</p>
        {avatar.words !== null && <WordsUsed words={avatar.words} />}
      </Fact>
      {has('negativePrompt') && avatar.negativePrompt !== '' && (
        <Fact name="Left out" wide>
          <span className="wrap-anywhere">{avatar.negativePrompt}</span>
        </Fact>
      )}
      <Fact name="Style">{STYLE_NAMES[avatar.style]}</Fact>
      <Fact name="Size">
        {avatar.width} × {avatar.height}
      </Fact>
      {has('steps') && (
        <Fact name="Quality">
          {QUALITY[avatar.steps] ?? 'Own'}, {avatar.steps} steps
        </Fact>
      )}
      {avatar.likeness !== null && <Fact name="Likeness">{describeLikeness(avatar.likeness)}</Fact>}
      {has('seed') && avatar.seed !== null && <Fact name="Seed">{avatar.seed}</Fact>}
      {has('guidance') && <Fact name="Guidance">{avatar.guidance}</Fact>}
      {has('faceStrength') && <Fact name="Face strength">{avatar.faceStrength}</Fact>}
      {has('safetyChecker') && <Fact name="Safety checker">{avatar.safetyChecker ? 'On' : 'Off'}</Fact>}
      <Fact name="Drawn by">{avatar.engine === 'embedded' ? 'This server' : 'face_gen'}</Fact>
      {avatar.byApi && <Fact name="Asked for by">A program, by API</Fact>}
      <Fact name="Made on">
        <time dateTime={avatar.createdAt}>
          {new Date(avatar.createdAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}
        </time>
      </Fact>
    </dl>
  );
}

/** At 50 the network would part one person from another. */
function describeLikeness(likeness: number): string {
  const words = likeness >= 80 ? 'clearly you' : likeness >= 50 ? 'recognisably you' : 'freely drawn';
  return `${likeness} of 100, ${words}`;
}

function Fact({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'col-span-2' : ''}>
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
