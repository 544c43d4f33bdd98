#!/usr/bin/env bash
# What a crash costs here and elsewhere: vigie and rss2email mail the same feed and are killed (`kill -9`) again and again.
#
#   benches/peers/crash.sh [KILLS]        (100 unless told)
#
# Needs cargo, python3 with venv, and Debian's `rss2email`. Everything is made in a temporary folder, which also is each program's home.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v r2e >/dev/null || { echo "crash.sh: apt-get install rss2email" >&2; exit 1; }

cd "$root"
cargo build --release --locked --bin vigie
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet aiosmtpd
"$work/venv/bin/python" "$root/benches/peers/crash.py" \
  --vigie "${CARGO_TARGET_DIR:-target}/release/vigie" --work "$work" --kills "${1:-100}"
