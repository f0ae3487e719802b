import { day, dayOf } from "./checks/check";
import { pastDates } from "./checks/dates";
import type { StackConfig } from "./sections";

/** How long a review lasts (CM-9, GO-1), and an audit of accounts (AC-5), in days. */
const lasts = { review: 366, audit: 92 } as const;

/** A sentence for each review that is overdue. */
export const overdueReviews = (config: StackConfig, today: Date): string[] =>
  pastDates(config).flatMap(({ key, date }) => {
    const days = key === "bastide:reviews.accounts" ? lasts.audit : lasts.review;
    return dayOf(today) - Date.parse(date) <= days * day
      ? []
      : [
          key.startsWith("bastide:approvals")
            ? `${key}: the approval of ${date} has run out after a year; have it approved anew and write the new date.`
            : `${key}: the last review was on ${date} and is overdue; review it and write the new date.`,
        ];
  });
