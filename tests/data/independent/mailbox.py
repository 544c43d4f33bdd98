"""Reads a mailbox over IMAP with the standard library, and prints what stands there as one line of JSON.

mailbox.py PORT USER: {"mails": [{"bytes" in base64, "headers": [[name, value], ..], "parts": [{"type", "text"}, ..]}, ..],
"threads": [[number, ..], ..]}. Numbers of mails begin at 1; the threads are the server's own (RFC 5256, REFERENCES).
"""

import base64
import email
import email.policy
import imaplib
import json
import re
import sys


def threads(text):
    """`(1 3)(2)` as lists of numbers; how the answers within a thread branch is left out."""
    found, depth = [], 0
    for token in re.findall(r"[()]|\d+", text):
        if token == "(":
            depth += 1
            if depth == 1:
                found.append([])
        elif token == ")":
            depth -= 1
        else:
            found[-1].append(int(token))
    return found


def mail(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return {
        "bytes": base64.b64encode(raw).decode(),
        "headers": [[name, str(value)] for name, value in message.items()],
        "parts": [{"type": part.get_content_type(), "text": part.get_content()} for part in parts],
    }


def main():
    server = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]))
    server.login(sys.argv[2], "pass")
    server.select(readonly=True)
    _, found = server.search(None, "ALL")
    raws = [server.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in found[0].decode().split()]
    _, said = server.thread("REFERENCES", "UTF-8", "ALL")
    print(json.dumps({"mails": [mail(raw) for raw in raws], "threads": threads((said[0] or b"").decode())}))
    server.logout()


main()
