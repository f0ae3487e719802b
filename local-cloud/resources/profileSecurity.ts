import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Call, Endpoint } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { changeOwnUser, ownUser } from "./users";

/** Questions to choose from, recorded. */
const questions = [
  "What was the name of your first pet?",
  "What is the name of your oldest sibling?",
  "What was the first concert you attended?",
  "What was the make and model of your first car?",
  "In what city or town did your parents meet?",
  "What is the name of a college you applied to but did not attend?",
  "Where did you go on your most memorable school field trip?",
  "What is the name of the teacher who impacted you the most?",
  "Which city did you visit on your first airplane flight?",
  "On what street did your best friend in high school live?",
  "What is the name of your favorite city?",
  "What is your favorite artist of all time?",
  "What is the maiden name of your grandmother?",
  "What is the name of your first roommate?",
  "In what city or town was your first job?",
  "Who is your favorite author?",
  "What is the name of the hospital you were born in?",
  "What sports team do you love to see lose?",
  "On what street is your grocery store?",
];

/** Names under which the store keeps what a user began. */
const names = { answers: "securityAnswers", phone: "phoneToVerify", secret: "twoFactorSecret" };

/** No message is sent from here, so the one-time code is always this one. */
const oneTimeCode = "123456";

function answers(world: World): Record<string, string> {
  return (world.store.getMeta(names.answers) ?? {}) as Record<string, string>;
}

function showQuestions(world: World): unknown {
  const given = answers(world);
  return {
    security_questions: questions.map((question, index) => ({
      id: index + 1,
      question,
      response: given[String(index + 1)] ?? null,
    })),
  };
}

const lengthText = "Length must be 3-17 characters";
const answerSchema = z.object({
  security_questions: z.array(
    z.object({ question_id: z.number().int(), response: z.string().min(3, lengthText).max(17, lengthText) }),
  ),
});

function answerQuestions(call: Call): unknown {
  const { security_questions } = validate(answerSchema, call.body);
  const ids = new Set(security_questions.map((one) => one.question_id));
  if (ids.size !== 3 || security_questions.length !== 3) {
    throw invalid("Must answer exactly three different questions", "security_questions");
  }
  for (const [index, one] of security_questions.entries()) {
    if (questions[one.question_id - 1] === undefined) {
      throw invalid("question_id is not valid", `security_questions[${index}].question_id`);
    }
  }
  const given = security_questions.map((one) => [String(one.question_id), one.response] as const);
  call.world.store.setMeta(names.answers, Object.fromEntries(given));
  return {
    security_questions: security_questions.map(({ question_id, response }) => ({
      question_id,
      response,
      security_question: questions[question_id - 1],
    })),
  };
}

const phoneSchema = z.object({
  iso_code: z.string().regex(/^[A-Z]{2}$/, "Must be a two-letter country code"),
  phone_number: z.string().regex(/^\+?[0-9 ()-]{4,20}$/, "phone_number is not valid"),
});

function sendCode(call: Call): unknown {
  const { phone_number } = validate(phoneSchema, call.body);
  call.world.store.setMeta(names.phone, phone_number);
  return {};
}

function verifyPhone(call: Call): unknown {
  const { otp_code } = validate(z.object({ otp_code: z.string() }), call.body);
  const number = call.world.store.getMeta(names.phone);
  if (typeof number !== "string" || otp_code !== oneTimeCode) throw invalid("Invalid code", "otp_code");
  call.world.store.setMeta(names.phone, null);
  changeOwnUser(call.world, { verified_phone_number: number });
  return {};
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const dayInMilliseconds = 86_400_000;

function enable(call: Call): unknown {
  if (Object.keys(answers(call.world)).length === 0) throw invalid("Answer your security questions first");
  const secret = [...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length]).join("");
  call.world.store.setMeta(names.secret, secret);
  const expiry = new Date(call.world.clock.now().getTime() + dayInMilliseconds);
  return { secret, expiry: expiry.toISOString().slice(0, 19) };
}

/** The six digits that an authenticator shows for a secret in one period of 30 seconds (RFC 6238). */
function codeOf(secret: string, period: number): string {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function confirm(call: Call): unknown {
  const { tfa_code } = validate(z.object({ tfa_code: z.string() }), call.body);
  const secret = call.world.store.getMeta(names.secret);
  const period = Math.floor(call.world.clock.now().getTime() / 30_000);
  const isRight =
    typeof secret === "string" &&
    [period - 1, period, period + 1].some((one) => codeOf(secret, one) === tfa_code);
  if (!isRight) throw invalid("Invalid token. Two-factor auth not enabled. Please try again.", "tfa_code");
  call.world.store.setMeta(names.secret, null);
  changeOwnUser(call.world, { two_factor_auth: true });
  return { scratch: randomBytes(8).toString("hex") };
}

const scope = "account";

/** By what a user proves who they are. */
export const securityEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/profile/security-questions", scope, run: (call) => showQuestions(call.world) },
  { method: "POST", path: "/profile/security-questions", scope, run: answerQuestions },
  { method: "POST", path: "/profile/phone-number", scope, run: sendCode },
  { method: "POST", path: "/profile/phone-number/verify", scope, run: verifyPhone },
  {
    method: "DELETE",
    path: "/profile/phone-number",
    scope,
    run: (call) => {
      changeOwnUser(call.world, { verified_phone_number: null });
      return {};
    },
  },
  { method: "POST", path: "/profile/tfa-enable", scope, run: enable },
  { method: "POST", path: "/profile/tfa-enable-confirm", scope, run: confirm },
  {
    method: "POST",
    path: "/profile/tfa-disable",
    scope,
    run: (call) => {
      if (ownUser(call.world).two_factor_auth) changeOwnUser(call.world, { two_factor_auth: false });
      return {};
    },
  },
];
