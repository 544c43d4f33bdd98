#!/usr/bin/env bash
# How fast feedparser reads the same captures: benches/peers/feedparser.sh DIR, as VIGIE_DATA for `cargo bench --bench feed`.
# It gets a virtual environment of its own in the temporary folder.
set -eu
venv="${TMPDIR:-/tmp}/vigie-peer-feedparser"
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" -q install feedparser==6.0.14; }
exec "$venv/bin/python" "$(dirname "$0")/feedparser_speed.py" "${1:-${VIGIE_DATA:?name the folder of captures}}"
