#!/usr/bin/env bash
# How fast trafilatura reads the same pages, text and metadata: benches/peers/trafilatura.sh DIR, as VIGIE_PAGES for
# `cargo bench --bench page`, which runs first. It gets a virtual environment of its own in the temporary folder.
set -eu
pages="$(realpath "${1:-${VIGIE_PAGES:?name the folder of pages}}")"
here="$(cd "$(dirname "$0")" && pwd)"
venv="${TMPDIR:-/tmp}/vigie-peer-trafilatura"
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" -q install trafilatura==2.3.1 lxml_html_clean; }
each="$(mktemp)"
trap 'rm -f "$each"' EXIT
(cd "$here/../.." && VIGIE_PAGES="$pages" VIGIE_PAGES_EACH="$each" cargo bench --quiet --bench page)
exec "$venv/bin/python" "$here/trafilatura_speed.py" "$pages" "$each"
