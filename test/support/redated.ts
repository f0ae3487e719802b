import { today } from "./infraConfigs";

const day = 86_400_000;

/**
 * A text in which every date is as far from the real today as it was from the day that tests take for it. For what runs
 * in another process, whose clock no test can turn: production's reviews, grants and approvals run out one day, tests don't.
 */
export function redated(text: string): string {
  const days = Math.floor(Date.now() / day) - Math.floor(today.getTime() / day);
  return text.replace(/\b\d{4}-\d\d-\d\d(?!\d)/g, (date) =>
    Number.isNaN(Date.parse(date))
      ? date
      : new Date(Date.parse(date) + days * day).toISOString().slice(0, 10),
  );
}
