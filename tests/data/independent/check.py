"""Reads messages, one JSON line each, and says what others' libraries think of them.

A line: {"kind", "body"} for chats; {"kind": "webhook", "body", "headers", "secrets"}; {"kind": "mail", "bytes" in
base64, "dns": {name: record}, "subject", "to"}. The last line printed: {"checked": {kind: count}, "wrong": [..]}.
"""

import base64
import email
import email.policy
import json
import sys

import dkim
import mailparser
import standardwebhooks
import svix
from adaptivecards.adaptivecard import AdaptiveCard, TeamsAdaptiveMessage
from adaptivecards.baseobject import AdaptiveCardJSONEncoder
from adaptivecards.containers import Container
from adaptivecards.elements import RichTextBlock, TextRun
from slack_sdk.models.blocks import Block


def need(truth, what):
    if not truth:
        raise AssertionError(what)


def slack(line):
    message = json.loads(line["body"])
    blocks = Block.parse_all(message["blocks"])
    need(len(blocks) == len(message["blocks"]) <= 50, "every block is known")
    for block, given in zip(blocks, message["blocks"]):
        block.validate_json()
        need(block.to_dict() == given, f"nothing else stands in {given['type']}: {block.to_dict()} {given}")


def rebuilt(element):
    """The element made anew through the library, whose properties check their types."""
    made = {"TextRun": TextRun, "RichTextBlock": RichTextBlock, "Container": Container}[element["type"]]()
    for key, value in element.items():
        if key in ("items", "inlines"):
            value = [rebuilt(part) for part in value]
        # The library knows no links within texts, and Container.rtl came later than it.
        if key in ("selectAction", "rtl", "type"):
            made.set_data(key, value)
        else:
            need(any(key in vars(kind) for kind in type(made).__mro__), f"{element['type']} has no {key}")
            setattr(made, key, value)
    return made


def teams(line):
    need(len(line["body"].encode()) <= 20_000, "at most 20,000 bytes")
    message = json.loads(line["body"])
    content = message["attachments"][0]["content"]
    card = AdaptiveCard()
    card.body = [rebuilt(element) for element in content["body"]]
    card.fallback_text = content["fallbackText"]
    for key in ("version", "msteams"):
        card.set_data(key, content[key])
    again = json.loads(json.dumps(TeamsAdaptiveMessage(card).render(), cls=AdaptiveCardJSONEncoder))
    again["attachments"][0].pop("contentUrl")
    again["type"] = again.get("type", "message")
    need(again == message, "the library makes the same message")


def webhook(line):
    body, headers = line["body"], line["headers"]
    for secret in line["secrets"]:
        need(standardwebhooks.Webhook(secret).verify(body, headers) == json.loads(body), "standardwebhooks")
        svix.Webhook(secret).verify(body, headers)
    changed = body[:-1] + " }"
    for library in (standardwebhooks, svix):
        try:
            library.Webhook(line["secrets"][0]).verify(changed, headers)
        except library.WebhookVerificationError:
            continue
        raise AssertionError(f"{library.__name__} takes a changed body")


def mail(line):
    raw = base64.b64decode(line["bytes"])
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        need(not part.defects, f"defects {part.defects}")
    need([p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"], "plain, then html")
    html = message.get_body(("html",)).get_content()
    need(len(html.encode()) <= 90_000, "at most 90,000 bytes of HTML")
    need(message["subject"].split() == line["subject"].split(), f"{message['subject']!r} is {line['subject']!r}")
    need([a.addr_spec for a in message["to"].addresses] == [line["to"]], f"to {message['to']}")
    need(all(not header.defects for header in message.values()), "headers without defects")
    other = mailparser.parse_from_bytes(raw)
    need(not other.has_defects and len(other.text_html) == 1 and len(other.text_plain) == 1, "mailparser")
    find = lambda name, timeout=5: line["dns"].get(name.decode().rstrip("."), "").encode()
    need(dkim.verify(raw, dnsfunc=find), "dkimpy")
    need(not dkim.verify(raw.replace(b"Subject: ", b"Subject: Not ", 1), dnsfunc=find), "another subject")
    need(not dkim.verify(raw + b"more\r\n", dnsfunc=find), "another body")


CHECKS = {"slack": slack, "slack-bot": slack, "teams": teams, "webhook": webhook, "mail": mail}
checked, wrong = {}, []
for text in sys.stdin:
    line = json.loads(text)
    check = CHECKS.get(line["kind"])
    if check is None:
        continue
    try:
        check(line)
    except Exception as error:  # whatever a library says no with
        wrong.append(f"{line['kind']}: {type(error).__name__}: {str(error)[:300]}")
    checked[line["kind"]] = checked.get(line["kind"], 0) + 1
print(json.dumps({"checked": checked, "wrong": wrong[:20]}))
