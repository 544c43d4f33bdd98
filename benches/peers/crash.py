"""Kills two programs that mail a feed's entries, at random, and counts what was lost and what came twice.

Before each life the feed gets ten new entries. The program is killed at a moment drawn evenly from the time it takes for ten
entries undisturbed (the median of three); lives that ended by themselves before are no kills. At the end it runs until nothing more comes. rss2email runs `r2e run`, which is how it is
used; vigie runs as its daemon, with a rule for each of ten topics, so that both write one mail for each entry (vigie one for two,
where a kill left the first unwritten). A mail comes twice when one about the same entries came before; its id is the same when its
Message-ID is.
"""

import argparse
import collections
import email
import email.policy
import http.server
import os
import pathlib
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time

from aiosmtpd.controller import Controller

ENTRIES = 10


class Sink:
    """A mail server that accepts everything."""

    def __init__(self):
        # The Message-IDs of the mails about the same entries, in order of arrival.
        self.ids = collections.defaultdict(list)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=30)
        self.controller.start()

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text = message.get_body(("plain", "html")).get_content()
        entries = frozenset(re.findall(r"\be\d+x\d+\b", f"{message['Subject']} {text}"))
        self.ids[entries].append(message["Message-ID"])
        return "250 accepted"

    def told(self):
        """Entries that came."""
        return len(frozenset().union(*self.ids))

    def mails(self):
        return sum(map(len, self.ids.values()))

    def repeats(self):
        return sum(len(ids) - 1 for ids in self.ids.values())

    def renamed(self):
        """Repeats under another Message-ID than the first, or under none."""
        return sum(sum(one is None or one != ids[0] for one in ids[1:]) for ids in self.ids.values())


class Press:
    """One feed."""

    def __init__(self):
        self.entries = []
        press = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = press.feed() if self.path == "/feed.xml" else b""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                """Whoever asked was killed."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, life):
        now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
        for n in range(ENTRIES):
            # Words that no other entry has, so that no two are one story.
            words = " ".join("".join(random.choices("bdfglmnprstv", k=1) + random.choices("aeiou", k=1)) * 2
                             + random.choice("aeiou") + str(random.randrange(10**6)) for _ in range(20))
            self.entries.append((f"e{life}x{n}", f"subject{n} e{life}x{n} {words[:40]}", words, now))

    def feed(self):
        items = "".join(
            f"<item><title>{title}</title><link>{self.url}/{key}</link><guid>{self.url}/{key}</guid>"
            f"<pubDate>{at}</pubDate><description>{text}.</description></item>"
            for key, title, text, at in reversed(self.entries)
        )
        return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title><link>{self.url}</link>'
                f"<description>News</description>{items}</channel></rss>").encode()


def vigie(arguments, press, sink, home):
    """The daemon, ten topics with an alert each."""
    rules = "".join(
        f'[topics.t{n}]\nquery = "subject{n}"\n[alerts.a{n}]\ntopics = ["t{n}"]\nchannels = ["desk"]\n'
        'group_wait = "0s"\ngroup_interval = "0s"\n'
        for n in range(ENTRIES)
    )
    (home / "vigie.toml").write_text(
        f'[fetch]\nmin_interval = "1s"\nper_host_gap = "0s"\nallow_private = ["127.0.0.0/8"]\n[web]\nlisten = "127.0.0.1:0"\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {sink.port}\ntls = "none"\nfrom = "vigie@example.org"\n'
        f'[channels.desk.email]\nto = ["desk@example.org"]\n'
        f'[feeds.press]\nurl = "{press.url}/feed.xml"\nevery = "1s"\nfull_text = "never"\n{rules}'
    )
    program = str(arguments.vigie)
    version = subprocess.check_output([program, "--version"], text=True).split()[1]
    return version, [program, "--log", "error", "--config", str(home), "run"]


def rss2email(arguments, press, sink, home):
    """`r2e run` over SMTP."""
    program = shutil.which("r2e")
    (home / "config").write_text(
        "[DEFAULT]\nfrom = r2e@example.org\nto = desk@example.org\nemail-protocol = smtp\n"
        f"smtp-server = 127.0.0.1:{sink.port}\nsmtp-auth = False\nsmtp-ssl = False\nsame-server-fetch-interval = 0\n"
        f"[feed.press]\nurl = {press.url}/feed.xml\n"
    )
    version = subprocess.check_output([program, "--version"], text=True).split()[-1]
    return version, [program, "-c", str(home / "config"), "-d", str(home / "data.json"), "run"]


def life(command, home, is_over):
    """Runs the program until it ends by itself or `is_over` says so, then kills it; how long it lived, and if it was killed."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    began = time.monotonic()
    with open(home / "log", "ab") as log:
        child = subprocess.Popen(command, cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    while child.poll() is None and not is_over(time.monotonic() - began):
        time.sleep(0.001)
    lived, killed = time.monotonic() - began, child.poll() is None
    child.kill()
    child.wait()
    return lived, killed


def undisturbed(command, home, press, sink):
    """Runs the program until it ends by itself, or two seconds after everything came; how long that took it."""
    came = []

    def is_over(lived):
        if not came and sink.told() == len(press.entries):
            came.append(lived)
        return lived > (came[0] + 2 if came else 60)

    lived, _ = life(command, home, is_over)
    return min([lived, *came])


def measure(make, arguments):
    """One row of the table."""
    home = arguments.work / make.__name__
    home.mkdir()
    press, sink = Press(), Sink()
    version, command = make(arguments, press, sink, home)

    def prepare(number):
        press.add(number)
        # vigie polls a feed at most once a second: by now it is due at once.
        time.sleep(1.1)

    usual = []
    for number in range(3):
        prepare(number)
        usual.append(undisturbed(command, home, press, sink))
    usual = statistics.median(usual)
    if sink.told() != len(press.entries):
        sys.exit(f"{make.__name__} sends nothing:\n" + (home / "log").read_text(errors="replace")[-2000:])
    most = kills = 0
    while kills < arguments.kills:
        prepare(number := number + 1)
        before, moment = sink.repeats(), random.uniform(0, usual)
        _, killed = life(command, home, lambda lived: lived > moment)
        kills += killed
        # What a kill caused shows in the life that follows it.
        most = max(most, sink.repeats() - before)
    before = sink.repeats()
    undisturbed(command, home, press, sink)
    most = max(most, sink.repeats() - before)
    sink.controller.stop()
    press.server.shutdown()
    lost = len(press.entries) - sink.told()
    print(
        f"| {make.__name__} {version} | {kills} | {len(press.entries):,} | {sink.mails():,} | {lost} |"
        f" {sink.repeats()} | {most} | {sink.repeats() - sink.renamed()} | {usual:.2f} |",
        flush=True,
    )


def main():
    """Prints the table."""
    parser = argparse.ArgumentParser()
    for name in ["--vigie", "--work"]:
        parser.add_argument(name, type=lambda path: pathlib.Path(path).resolve(), required=True)
    parser.add_argument("--kills", type=int, default=100)
    arguments = parser.parse_args()
    print("| | kills | entries | mails | lost | came twice | at most after one kill | of them with the same id | undisturbed, s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for make in [vigie, rss2email]:
        measure(make, arguments)


main()
