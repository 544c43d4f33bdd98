"""Median MB/s of CPU time of feedparser over the captures in DIR/feeds/real, input in memory, one thread."""

import pathlib
import statistics
import sys
import time

import feedparser

folder = pathlib.Path(sys.argv[1]) / "feeds" / "real"
feeds = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".tsv"]
size = sum(map(len, feeds)) / 1e6
speeds = []
for _ in range(3):
    start = time.process_time()
    entries = sum(len(feedparser.parse(feed).entries) for feed in feeds)
    speeds.append(size / (time.process_time() - start))
print(f"captures, all  {len(feeds)} feeds {size:.1f} MB  feedparser {feedparser.__version__} "
      f"{statistics.median(speeds):.2f} MB/s ({min(speeds):.2f} to {max(speeds):.2f}), {entries} entries")
