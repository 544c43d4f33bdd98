"""Polls the same feeds with four programs, twice each, and prints what each pass cost.

First every feed is new; then every feed answers 304 to whoever sends its validators back. Counted are processor seconds
(user and system, of the program and of what it started) and peak memory. What a program is told of the feeds is written
before the clock starts, except that vigie and newsboat read their lists in every run. All of them fetch and parse.
reader and newsboat store every entry, rss2email only which it has seen; vigie stores them, indexes them for search and
matches them with fifty topics. Nobody sends anything.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request


def run(command, home):
    """CPU seconds, peak memory in MB and wall seconds of one command."""
    home.mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}
    began = time.monotonic()
    with open(home / "log", "ab") as log:
        child = subprocess.Popen(command, cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed:\n" + (home / "log").read_text(errors="replace")[-2000:])
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - began


def vigie(arguments, urls, home):
    """The release binary on the press's own configuration."""
    shutil.copy(arguments.press / "vigie.toml", home)
    program = str(arguments.vigie)
    version = subprocess.check_output([program, "--version"], text=True).split()[1]
    return version, [program, "--log", "error", "--config", str(home), "run", "--once"]


READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
if len(sys.argv) > 2:
    for url in open(sys.argv[2]).read().split():
        reader.add_feed(url)
else:
    reader.update_feeds(scheduled=False)
"""


def reader(arguments, urls, home):
    """The library's own `update_feeds` on its SQLite storage, one worker, as its command line does."""
    import reader as library

    script = [sys.executable, "-c", READER, str(home / "reader.db")]
    subprocess.check_call([*script, str(arguments.press / "urls.txt")])
    return library.__version__, script


def rss2email(arguments, urls, home):
    """`r2e run --no-send`: it fetches and remembers, and is spared the mail."""
    program = shutil.which("r2e")
    if not program:
        return None
    lines = ["[DEFAULT]", "from = nobody@example.org", "to = nobody@example.org", "same-server-fetch-interval = 0"]
    for number, url in enumerate(urls):
        lines += [f"[feed.f{number}]", f"url = {url}"]
    (home / "config").write_text("\n".join(lines) + "\n")
    version = subprocess.check_output([program, "--version"], text=True).split()[-1]
    return version, [program, "-c", str(home / "config"), "-d", str(home / "data.json"), "run", "--no-send"]


def newsboat(arguments, urls, home):
    """`newsboat -x reload`, which needs no terminal."""
    program = shutil.which("newsboat")
    if not program:
        return None
    (home / "config").write_text("reload-threads 4\n")
    files = ["-u", str(arguments.press / "urls.txt"), "-c", str(home / "cache.db"), "-C", str(home / "config")]
    version = subprocess.check_output([program, "--version"], text=True).split()[1]
    return version, [program, *files, "-x", "reload"]


def main():
    """Prints the table."""
    parser = argparse.ArgumentParser()
    for name in ["--vigie", "--press", "--work"]:
        parser.add_argument(name, type=lambda path: pathlib.Path(path).resolve(), required=True)
    arguments = parser.parse_args()
    urls = (arguments.press / "urls.txt").read_text().split()
    counts_at = urllib.parse.urljoin(urls[0], "/counts")

    def counts():
        with urllib.request.urlopen(counts_at) as answer:
            return json.load(answer)

    print(f"| {len(urls):,} feeds | cold, CPU s | all 304, CPU s | peak, MB | cold, wall s | answered 200 then 304 |")
    print("|---|---|---|---|---|---|")
    for make in [vigie, reader, rss2email, newsboat]:
        home = arguments.work / make.__name__
        home.mkdir()
        made = make(arguments, urls, home)
        if made is None:
            print(f"| {make.__name__} | not installed | | | | |")
            continue
        version, command = made
        start = counts()
        cold, memory, wall = run(command, home)
        first = middle = counts()
        if make is vigie:
            # Its feeds are due a second after their last poll.
            time.sleep(2)
        warm, more, _ = run(command, home)
        end = counts()
        if end["unchanged"] == middle["unchanged"]:
            # Newsboat forgets the validators of the first answer, and would ask for everything a second time.
            warm, more, _ = run(command, home)
            middle, end = end, counts()
            note = ", third pass"
        else:
            note = ""
        full, same = first["full"] - start["full"], end["unchanged"] - middle["unchanged"]
        print(
            f"| {make.__name__} {version} | {cold:.2f} | {warm:.2f} | {max(memory, more):.0f} | {wall:.1f} |"
            f" {full:,} then {same:,}{note} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
