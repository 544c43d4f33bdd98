#!/usr/bin/env bash
# How fast hyperscan and tantivy match the topics and articles of `cargo bench --bench topic`, which runs first:
# benches/peers/topics.sh [TOPICS]. They get a virtual environment of their own in the temporary folder.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
venv="${TMPDIR:-/tmp}/vigie-peer-topics"
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" -q install hyperscan==0.9.1 tantivy==0.27.0; }
set_="$(mktemp -d)"
trap 'rm -rf "$set_"' EXIT
(cd "$here/../.." && VIGIE_TOPICS="${1:-10000}" VIGIE_PEERS="$set_" cargo bench --quiet --bench topic)
exec "$venv/bin/python" "$here/topics_speed.py" "$set_"
