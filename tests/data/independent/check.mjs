// Reads the lines of check.py, and says what libraries of Node think of them.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.argv[2] + "/");
const AdaptiveCards = require("adaptivecards/dist/adaptivecards.js");
const { dkimVerify } = require("mailauth/lib/dkim/verify");
const verifiers = [require("standardwebhooks").Webhook, require("svix").Webhook];

function need(truth, what) {
  if (!truth) throw new Error(what);
}

function teams(line) {
  const content = JSON.parse(line.body).attachments[0].content;
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.parse(content, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  const found = card.validateProperties().validationEvents.map((event) => event.message);
  need(events.length + found.length === 0, [...events, ...found].join("; "));
  need(card.getItemCount() === content.body.length, "every element is known");
}

function webhook(line) {
  for (const Webhook of verifiers) {
    for (const secret of line.secrets) new Webhook(secret).verify(line.body, line.headers);
  }
}

async function mail(line) {
  const resolver = async (name) => [[line.dns[name] ?? ""]];
  const { results } = await dkimVerify(Buffer.from(line.bytes, "base64"), { resolver });
  need(results.length === 1 && results[0].status.result === "pass", JSON.stringify(results.map((r) => r.status)));
}

const checks = { teams, webhook, mail };
const checked = {};
const wrong = [];
for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text);
  if (!checks[line.kind]) continue;
  try {
    await checks[line.kind](line);
  } catch (error) {
    wrong.push(`${line.kind}: ${String(error).slice(0, 300)}`);
  }
  checked[line.kind] = (checked[line.kind] ?? 0) + 1;
}
console.log(JSON.stringify({ checked, wrong: wrong.slice(0, 20) }));
