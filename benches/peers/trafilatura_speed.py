"""Pages a second of CPU time of trafilatura over the pages below DIR, input in memory, one thread; and how many times as
fast Vigie was, whose milliseconds a page stand in EACH in the same order."""

import gzip
import pathlib
import sys
import time

import trafilatura

folder, each = map(pathlib.Path, sys.argv[1:3])
files = sorted(path for path in folder.rglob("*") if path.name.endswith((".html", ".html.gz")))
pages = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files]
ours = [float(line) for line in each.read_text().split()]
assert len(ours) == len(pages), "Vigie read other pages"
theirs = []
for page in pages:
    start = time.process_time()
    trafilatura.bare_extraction(page, with_metadata=True)
    theirs.append((time.process_time() - start) * 1000)
theirs.sort()
total = sum(theirs)
print(f"captures   {len(pages):>4} pages  trafilatura {trafilatura.__version__} {len(pages) * 1000 / total:.1f} pages/s  "
      f"p50 {theirs[len(theirs) // 2]:.1f}  p99 {theirs[len(theirs) * 99 // 100]:.1f}  max {theirs[-1]:.1f} ms; "
      f"vigie is {total / sum(ours):.0f} times as fast")
