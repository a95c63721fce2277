/** A gate into a courtyard. The same drawing is `public/icon.svg`. */
export function Brand({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-pine-7)" />
      <path d="M7 25V14a9 9 0 0 1 18 0v11h-5V14a4 4 0 0 0-8 0v11z" fill="#fff" />
      <circle cx="16" cy="22.5" r="2.5" fill="#ffd28a" />
    </svg>
  );
}
