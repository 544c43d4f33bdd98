#!/usr/bin/env bash
# What a poll costs here and elsewhere: the same loopback feeds polled by vigie, reader (PyPI), rss2email and newsboat.
#
#   benches/peers/poll.sh [FEEDS]        (1,000 unless told)
#
# Needs cargo, python3 with venv, and Debian's `newsboat` and `rss2email`; a program that is missing is left out of the
# table. Everything is made in a temporary folder, which also is every program's home.
set -euo pipefail
feeds=${1:-1000}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
press=
finish() {
  [ -z "$press" ] || kill "$press" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

cd "$root"
# This builds vigie too; its last line names the bench: `Executable benches/poll.rs (target/release/deps/poll-…)`.
bench=$(cargo bench --bench poll --no-run 2>&1 | tee /dev/stderr | sed -n 's/.*Executable .*(\(.*\)).*/\1/p')

python3 -m venv "$work/venv"
# The reader of today misses a module of its own feed parser.
"$work/venv/bin/pip" install --quiet reader sgmllib3k

# The press reads its standard input and serves until that ends.
mkdir "$work/press"
mkfifo "$work/stop"
"$bench" "$feeds" serve "$work/press" <"$work/stop" >"$work/ready" &
press=$!
exec 3>"$work/stop"
until grep -q ready "$work/ready"; do sleep 0.1; done

"$work/venv/bin/python" "$root/benches/peers/poll.py" \
  --vigie "$root/target/release/vigie" --press "$work/press" --work "$work"
